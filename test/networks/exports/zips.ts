import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** Exports as the networks make them: real zips, with invented people. */

export interface ZipOptions {
  /** When the entries were written. */
  readonly at?: Date;
  /** A folder that everything lies in. */
  readonly folder?: string;
}

export async function zipOf(
  file: string,
  entries: Readonly<Record<string, unknown>>,
  { at = new Date('2026-11-01T10:00:00Z'), folder = '' }: ZipOptions = {},
): Promise<string> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(entries)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content, undefined, 2);
    zip.addBuffer(Buffer.from(text), `${folder}${name}`, { mtime: at });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file));
  return file;
}

/** Puts another name of the same length into a zip: no decent library writes such names. */
export async function renameEntry(file: string, from: string, to: string): Promise<void> {
  if (from.length !== to.length) throw new Error('the names must be of one length');
  const bytes = (await readFile(file)).toString('latin1').replaceAll(from, to);
  await writeFile(file, Buffer.from(bytes, 'latin1'));
}

export interface XArchive {
  readonly handle?: string;
  readonly accountId?: string;
  readonly at: string;
  readonly followers: readonly string[];
  readonly following?: readonly string[];
  /** People in the first file; the others come in parts. */
  readonly perFile?: number;
}

export async function xArchive(folder: string, name: string, archive: XArchive, zip: ZipOptions = {}): Promise<string> {
  const { handle = 'alice', accountId = '4242', at, followers, following = [], perFile = 1e9 } = archive;
  const followerFiles = filesOf('follower', followers, perFile);
  const followingFiles = filesOf('following', following, perFile);
  const typesOf = (files: ReturnType<typeof filesOf>) => ({
    files: files.map(({ fileName, globalName, count }) => ({ fileName, globalName, count })),
  });
  const manifest = {
    userInfo: { accountId, userName: handle, displayName: 'Alice Example' },
    archiveInfo: { sizeBytes: '1000', generationDate: at, isPartialArchive: false },
    dataTypes: { follower: typesOf(followerFiles), following: typesOf(followingFiles) },
  };
  const files = [...followerFiles, ...followingFiles].map(({ fileName, text }) => [fileName, text] as const);
  return zipOf(
    join(folder, name),
    {
      'data/manifest.js': `window.__THAR_CONFIG = ${JSON.stringify(manifest, undefined, 2)}`,
      'data/account.js': `window.YTD.account.part0 = ${JSON.stringify([{ account: { username: handle, accountId } }])}`,
      ...Object.fromEntries(files),
      'data/tweets.js': 'window.YTD.tweets.part0 = []',
      'assets/photo.png': 'not looked at',
    },
    zip,
  );
}

function filesOf(type: 'follower' | 'following', ids: readonly string[], perFile: number) {
  const files: { fileName: string; globalName: string; count: string; text: string }[] = [];
  for (let part = 0; part === 0 || part * perFile < ids.length; part += 1) {
    const rows = ids.slice(part * perFile, (part + 1) * perFile).map((accountId) => ({
      [type]: { accountId, userLink: `https://twitter.com/intent/user?user_id=${accountId}` },
    }));
    const globalName = `YTD.${type}.part${part}`;
    files.push({
      fileName: part === 0 ? `data/${type}.js` : `data/${type}-part${part}.js`,
      globalName,
      count: String(rows.length),
      text: `window.${globalName} = ${JSON.stringify(rows, undefined, 2)}`,
    });
  }
  return files;
}

export interface Tie {
  readonly name: string;
  /** Unix seconds. */
  readonly timestamp?: number;
}

/** A follower as Instagram wrote them until late 2025 (`value`), and since (`title`). */
export const oldRow = ({ name, timestamp = 1_700_000_000 }: Tie) => ({
  title: '',
  media_list_data: [],
  string_list_data: [{ href: `https://www.instagram.com/${name}`, value: name, timestamp }],
});
export const newRow = ({ name, timestamp = 1_700_000_000 }: Tie) => ({
  title: name,
  media_list_data: [],
  string_list_data: [{ href: `https://www.instagram.com/_u/${name}`, timestamp }],
});

/** Text as Meta's exports have it: each byte of its UTF-8 a character of its own. */
export const mangled = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

export const CONNECTIONS = 'connections/followers_and_following/';

export function facebookExport(
  folder: string,
  name: string,
  lists: { readonly friends?: readonly Tie[]; readonly followers?: readonly Tie[] },
  zip: ZipOptions = {},
): Promise<string> {
  const rows = (ties: readonly Tie[]) =>
    ties.map(({ name: own, timestamp }) => ({ name: mangled(own), ...(timestamp === undefined ? {} : { timestamp }) }));
  return zipOf(
    join(folder, name),
    {
      ...(lists.friends && { 'connections/friends/your_friends.json': { friends_v2: rows(lists.friends) } }),
      ...(lists.followers && {
        'connections/followers/people_who_followed_you.json': { followers_v3: rows(lists.followers) },
      }),
      'connections/friends/removed_friends.json': { deleted_friends_v2: [{ name: 'Removed Example', timestamp: 1 }] },
    },
    zip,
  );
}

export const LINKEDIN_NOTES =
  'Notes:\n"When exporting your connection data, you may notice that some of the email addresses are missing. ""You"" will only see some."\n\n';
export const LINKEDIN_HEADER = 'First Name,Last Name,URL,Email Address,Company,Position,Connected On\n';
