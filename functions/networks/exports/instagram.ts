import * as z from 'zod';
import type { ListedPerson } from '../../core/model.ts';
import { NAMELESS } from '../../core/nameless.ts';
import { arrayElements } from './array-elements.ts';
import { base, numberedParts, wholeParts } from './entry-names.ts';
import { ImportError } from './errors.ts';
import type { FoundExport, FoundList } from './found-export.ts';
import { labelled, secondsToMs } from './meta.ts';
import { listOfRows } from './rows.ts';
import type { ExportZip } from './zip.ts';

/** Instagram's export. Other lists lie beside these (`recently_unfollowed_profiles`, …): they are not who follows. */
const FOLDER = /(?:^|\/)followers_and_following\//;
const FOLLOWERS = /(?:^|\/)followers_and_following\/followers(?:_(?<number>\d+))?\.json$/;
const FOLLOWING = /(?:^|\/)followers_and_following\/following\.json$/;
const OWN = /(?:^|\/)personal_information\/(?:personal_information\/)?personal_information\.json$/;
const HTML = /(?:^|\/)followers_and_following\/(?:followers(?:_\d+)?|following)\.html$/;
const USERNAME = /^[a-z0-9._]{1,30}$/;
const MOST_OF_OWN = 1_000_000;

export const isOfInstagram = (name: string): boolean =>
  (FOLDER.test(name) && (FOLLOWERS.test(name) || FOLLOWING.test(name) || HTML.test(name))) || OWN.test(name);

const text = z.string().max(2_000);
const rowSchema = z.looseObject({
  title: text.optional(),
  timestamp: z.number().optional(),
  string_list_data: z
    .array(z.looseObject({ href: text.optional(), value: text.optional(), timestamp: z.number().optional() }))
    .optional(),
});
const ownSchema = z.looseObject({
  profile_user: z
    .array(z.looseObject({ string_map_data: z.record(z.string(), z.looseObject({ value: text.optional() })) }))
    .min(1),
});

/** @returns undefined if it is no export of Instagram. @throws ImportError if it is one that cannot be read */
export async function readInstagram(zip: ExportZip): Promise<FoundExport | undefined> {
  const { names } = zip;
  const followers = wholeParts(numberedParts(names, FOLLOWERS), 'followers');
  const following = names.filter((name) => FOLLOWING.test(name));
  if (followers.length === 0 && following.length === 0) return undefined;
  if (followers.length === 0) {
    throw new ImportError(
      'This export of Instagram does not have your followers, only whom you follow. Ask for it again with “Followers and following”, as JSON and for all time.',
    );
  }
  const takenAt = zip.writtenAt(followers[0] ?? '');
  const handle = await ownHandle(zip);
  return {
    network: 'instagram',
    owner: handle === undefined ? {} : { handle },
    ...(takenAt === undefined ? {} : { takenAt }),
    lists: [
      listFrom(zip, 'followers', followers, /^relationships_followers$/),
      ...(following.length === 0 ? [] : [listFrom(zip, 'following', following, /^relationships_following$/)]),
    ],
  };
}

function listFrom(zip: ExportZip, kind: 'followers' | 'following', names: readonly string[], keys: RegExp): FoundList {
  async function* rows(): AsyncGenerator<unknown> {
    for (const name of names) yield* arrayElements(zip.read(name), { name: base(name), keys });
  }
  return listOfRows(kind, `your ${kind}`, rows, instagramPerson);
}

/**
 * A row of any shape that Instagram has used: the name as `value`, since late 2025 as `title`, or only in the address
 * (`https://www.instagram.com/_u/NAME`). Undefined for a row without a name or a time.
 */
function instagramPerson(row: unknown): ListedPerson | undefined {
  const parsed = rowSchema.safeParse(row).data;
  if (parsed === undefined) return undefined;
  const [first] = parsed.string_list_data ?? [];
  const labels = labelled(row);
  const names = [first?.value, parsed.title, labels.values.get('Username'), nameIn(first?.href), nameIn(labels.href)];
  const id = names
    .map((name) => name?.trim().replace(/^@/, '').toLowerCase())
    .find((name) => USERNAME.test(name ?? ''));
  const since = secondsToMs(first?.timestamp ?? parsed.timestamp);
  if (id === undefined) return since === undefined ? undefined : nameless(since);
  return {
    id,
    profile: { handle: id, url: `https://www.instagram.com/${id}/` },
    ...(since === undefined ? {} : { since }),
  };
}

/** A row without a name is somebody all the same: the second since when they are there tells who it was. */
const nameless = (since: number): ListedPerson => ({
  id: `${NAMELESS}${since / 1_000}`,
  profile: { handle: 'Instagram user', url: '' },
  since,
});

function nameIn(href: string | undefined): string | undefined {
  const url = href === undefined ? null : URL.parse(href);
  if (url === null || !/(?:^|\.)instagram\.com$/.test(url.hostname)) return undefined;
  return url.pathname.split('/').filter((part) => part !== '' && part !== '_u')[0];
}

/** Whose export it is, where it says so; what is of another form says nothing. */
async function ownHandle(zip: ExportZip): Promise<string | undefined> {
  const name = zip.names.find((one) => OWN.test(one));
  if (name === undefined) return undefined;
  const json = jsonOf(await zip.text(name, MOST_OF_OWN));
  const handle = ownSchema.safeParse(json).data?.profile_user[0]?.string_map_data['Username']?.value?.toLowerCase();
  return USERNAME.test(handle ?? '') ? handle : undefined;
}

function jsonOf(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Whether it is the edition for reading, which nothing can be read from. */
export const isInstagramHtml = (name: string): boolean => HTML.test(name);
