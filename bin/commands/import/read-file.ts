import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { AudienceKind, NetworkId } from '../../../functions/core/model.ts';
import { type ListFormat, listFormat, parseList } from '../../../functions/importing/parse-list.ts';
import { ImportError } from '../../../functions/networks/exports/errors.ts';
import type { ExportOwner, FoundExport } from '../../../functions/networks/exports/found-export.ts';
import { openExport } from '../../../functions/networks/exports/open-export.ts';
import { isCode } from '../../../lib/local/file-errors.ts';
import { UsageError } from '../../../lib/local/laptop-config.ts';
import { type SpooledList, spool } from '../../../lib/local/spool.ts';

export interface ReadList extends SpooledList {
  readonly kind: AudienceKind;
  /** Rows that name nobody. */
  readonly passedOver: number;
}

/** What a file turned out to be, read to its end. */
export interface ReadFile {
  readonly network: NetworkId;
  readonly owner: ExportOwner;
  readonly takenAt: number;
  readonly lists: readonly ReadList[];
}

export interface ReadOptions {
  /** Which network's, where the file may be of several. */
  readonly wanted?: NetworkId;
  readonly takenAt?: number;
  /** Calendar, epoch ms. */
  readonly now: number;
  /** An empty folder for the lists. */
  readonly folder: string;
}

const NO_ZIP =
  'The file is named as a zip and does not begin as one: it is damaged, or something else. Download it again from the network itself.';

/**
 * Reads a file where it lies: an official export, else a list as CSV, JSON or NDJSON. What is kept of it is people only.
 * @throws ImportError, UsageError
 */
export async function readFile(file: string, options: ReadOptions): Promise<ReadFile> {
  try {
    const { wanted } = options;
    const isList = wanted === 'list' && !(await isZip(file));
    const opened = isList ? undefined : await openExport(file, wanted === undefined ? {} : { wanted });
    if (opened === undefined && /\.zip$/i.test(file)) throw new ImportError(NO_ZIP);
    if (opened === undefined) return await readList(file, options);
    try {
      return await readExport(file, opened.found, options);
    } finally {
      opened.close();
    }
  } catch (error) {
    if (isCode(error, 'ENOENT')) throw new UsageError(`There is no file ${file}.`);
    if (isCode(error, 'EISDIR')) throw new UsageError(`${file} is a folder; name the list's file.`);
    if (isCode(error, 'EACCES')) throw new UsageError(`${file} cannot be read; check its permissions.`);
    throw error;
  }
}

async function readList(file: string, { takenAt, now, folder }: ReadOptions): Promise<ReadFile> {
  const people = parseList(createReadStream(file), await formatOf(file));
  const list = await spool(join(folder, 'members'), people);
  return {
    network: 'list',
    owner: {},
    takenAt: takenAt ?? now,
    lists: [{ ...list, kind: 'members', passedOver: 0 }],
  };
}

async function readExport(file: string, found: FoundExport, options: ReadOptions): Promise<ReadFile> {
  const lists: ReadList[] = [];
  for (const { kind, people, passedOver } of found.lists) {
    const list = await spool(join(options.folder, kind), people());
    lists.push({ ...list, kind, passedOver: passedOver() });
  }
  if (lists.every(({ kind, count }) => kind === 'following' || count === 0)) {
    throw new ImportError(
      'The export names nobody who is there for you: its lists are empty. Ask for it again, for all time, and import the zip as it comes.',
    );
  }
  const newest = Math.max(...lists.flatMap((list) => list.newest ?? []));
  const own = found.takenAt ?? (await stat(file)).mtimeMs;
  // Nobody can be on a list that was taken before they followed; and clocks of zips say no zone.
  const takenAt = options.takenAt ?? Math.min(Math.max(Math.floor(own), newest), options.now);
  return { network: found.network, owner: found.owner, takenAt, lists };
}

async function formatOf(file: string): Promise<ListFormat> {
  return listFormat(basename(file), (await beginningOf(file)).toString('utf8'));
}

const isZip = async (file: string): Promise<boolean> =>
  (await beginningOf(file)).subarray(0, 2).toString('latin1') === 'PK';

async function beginningOf(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536), 0, 65_536, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
