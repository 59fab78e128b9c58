import { Buffer } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { NetworkId } from '../../core/model.ts';
import { ImportError } from './errors.ts';
import { isFacebookHtml, isOfFacebook, readFacebook } from './facebook.ts';
import type { FoundExport } from './found-export.ts';
import { isInstagramHtml, isOfInstagram, readInstagram } from './instagram.ts';
import { isLinkedInCsv, linkedInList } from './linkedin.ts';
import { isOfX, readX } from './x.ts';
import { ExportZip, type ZipBounds } from './zip.ts';

/** A file's beginning is enough to tell what it is. */
const BEGINNING = 65_536;
const CONNECTIONS = /(?:^|\/)Connections\.csv$/i;

export interface OpenExport {
  readonly found: FoundExport;
  close(): void;
}

/**
 * Recognises an official export by what is in it, never by its name.
 * @param wanted which network's, if the file holds several
 * @returns undefined if it is none: a list of another kind, perhaps
 * @throws ImportError if it is an export, or a zip, that cannot be read; the file system's errors
 */
export async function openExport(
  path: string,
  options: { readonly wanted?: NetworkId; readonly bounds?: ZipBounds } = {},
): Promise<OpenExport | undefined> {
  const beginning = await beginningOf(path);
  if (isZip(beginning)) return openZip(path, options);
  const text = beginning.toString('utf8').replace(/^\uFEFF/, '');
  const problem = partProblem(text);
  if (problem !== undefined) throw new ImportError(problem);
  if (!(await isLinkedInCsv(text))) return undefined;
  const list = linkedInList(() => createReadStream(path));
  return { found: { network: 'linkedin', owner: {}, lists: [list] }, close: () => undefined };
}

async function openZip(
  path: string,
  { wanted, bounds }: { readonly wanted?: NetworkId; readonly bounds?: ZipBounds },
): Promise<OpenExport> {
  const isWanted = (name: string): boolean =>
    isOfX(name) || isOfInstagram(name) || isOfFacebook(name) || CONNECTIONS.test(name);
  const zip = await ExportZip.open(path, isWanted, bounds);
  try {
    const all: FoundExport[] = [];
    for (const read of [readX, readInstagram, readFacebook, readLinkedIn]) {
      const found = await read(zip);
      if (found !== undefined && (wanted === undefined || wanted === 'list' || found.network === wanted))
        all.push(found);
    }
    const [found] = all;
    if (found === undefined) throw new ImportError(unknownZip(zip.names, wanted));
    if (all.length > 1) {
      throw new ImportError(
        `The zip holds exports of ${all.map(({ network }) => network).join(' and ')}: say with --account NETWORK:NAME which one is meant.`,
      );
    }
    return { found, close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function readLinkedIn(zip: ExportZip): Promise<FoundExport | undefined> {
  const name = zip.names.find((one) => CONNECTIONS.test(one));
  if (name === undefined) return undefined;
  const takenAt = zip.writtenAt(name);
  const list = linkedInList(() => zip.read(name));
  return { network: 'linkedin', owner: {}, lists: [list], ...(takenAt === undefined ? {} : { takenAt }) };
}

const AS_JSON =
  'Ask for the export again (Accounts Center, Your information and permissions, Export your information), with format JSON and for all time, and import that zip.';

function unknownZip(names: readonly string[], wanted: NetworkId | undefined): string {
  if (names.some((name) => isInstagramHtml(name) || isFacebookHtml(name))) {
    return `This export is the HTML edition, which is made for reading: no list can be taken from it. ${AS_JSON}`;
  }
  const what = wanted === undefined || wanted === 'list' ? 'X, Instagram, Facebook or LinkedIn' : wanted;
  return (
    `The zip holds no list of people as exports of ${what} do. Import the zip as the network gave it, ` +
    'with followers, friends or connections among what was asked for; other lists go as CSV, JSON or NDJSON.'
  );
}

/** What is wrong with a single file out of an export, or with its HTML edition. */
function partProblem(text: string): string | undefined {
  const start = text.trimStart();
  if (/^<(?:!doctype html|html|\?xml)/i.test(start)) {
    return `This is an HTML page, which is made for reading: no list can be taken from it. ${AS_JSON}`;
  }
  if (/^Account address,(?:Show boosts|Hide notifications)/i.test(start)) {
    return (
      'This is whom you follow on Mastodon, or whom you hide: it exports nobody who follows you. Those are read by API, once ' +
      'mastodon:USER@HOST is in the configuration. To keep this list all the same, import it with --account list:NAME.'
    );
  }
  const network = /^window\.(?:YTD\.|__THAR_CONFIG)/.test(start)
    ? 'an archive of X'
    : /^\{\s*"relationships_/.test(start) || /^\[\s*\{[^{}]{0,500}"string_list_data"/.test(start)
      ? 'an export of Instagram'
      : /^\{\s*"(?:friends|followers|following|deleted_friends)_v\d+"/.test(start)
        ? 'an export of Facebook'
        : undefined;
  if (network === undefined) return undefined;
  return `This is one file of ${network}, which may have more of the same list. Import the whole zip as it comes, so that nobody is missing from it.`;
}

const isZip = (beginning: Buffer): boolean =>
  beginning.subarray(0, 2).toString('latin1') === 'PK' && [3, 5, 7].includes(beginning[2] ?? 0);

async function beginningOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BEGINNING), 0, BEGINNING, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
