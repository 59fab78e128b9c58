import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import * as z from 'zod';
import { SCHEMA_VERSION } from '../storage/table.ts';
import { NewerSchemaError } from '../storage/versions.ts';
import { itemFromJson, type RawItem } from './attribute-json.ts';
import { keyOfItem } from './carried.ts';
import { ArchiveError } from './errors.ts';
import { type Header, headerSchema, kindOf, LONGEST_LINE, type Manifest, manifestSchema } from './format.ts';

/** A backup's bytes, from the beginning; asked for anew for each time that it is read. */
export type OpenArchive = () => AsyncIterable<Uint8Array>;

/** What stands at both ends of a backup. */
export interface ArchiveFacts {
  readonly header: Header;
  readonly manifest: Manifest;
}

/**
 * Reads a backup from its beginning to its end. It is known to be whole only once this has ended.
 * @param each is told every item, in order
 * @throws ArchiveError if it is none, was cut short or changed; NewerSchemaError if a newer version has made it
 */
export async function readArchive(open: OpenArchive, each: (item: RawItem) => unknown): Promise<ArchiveFacts> {
  const hash = createHash('sha256');
  const kinds = new Map<string, number>();
  let header: Header | undefined;
  let manifest: Manifest | undefined;
  let items = 0;
  for await (const line of linesOf(open)) {
    if (manifest !== undefined) throw changed('there is something behind its end');
    const json = parse(line, header === undefined ? noBackup : unreadable);
    if (header === undefined) {
      header = headerFrom(json);
      hash.update(`${line}\n`);
      continue;
    }
    if (typeof json === 'object' && json !== null && 'manifest' in json) {
      manifest = accept(() => manifestSchema.parse(json)).manifest;
      continue;
    }
    const item = accept(() => itemFromJson(json));
    if (Number(item['sv']?.N ?? 1) > SCHEMA_VERSION) throw new NewerSchemaError(Number(item['sv']?.N));
    hash.update(`${line}\n`);
    items += 1;
    const kind = kindOf(keyOfItem(item).pk);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    await each(item);
  }
  if (header === undefined) throw new ArchiveError('The file is empty: it is no backup of Rekindle.');
  if (manifest === undefined) throw changed('it has no end, so it was cut short');
  if (manifest.items !== items) throw changed(`it has ${items} items where ${manifest.items} were written`);
  if (manifest.sha256 !== hash.digest('hex')) throw changed('its checksum is another');
  if (JSON.stringify(manifest.kinds) !== JSON.stringify(Object.fromEntries([...kinds].sort()))) {
    throw changed('its items are not those that were counted');
  }
  return { header, manifest };
}

function headerFrom(json: unknown): Header {
  const header = headerSchema.safeParse(json);
  if (!header.success) {
    throw noBackup(' that this version can read');
  }
  if (header.data.schema > SCHEMA_VERSION) throw new NewerSchemaError(header.data.schema);
  return header.data;
}

/** Lines of a gzipped text, each of bounded length, whatever the file holds. */
async function* linesOf(open: OpenArchive): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  try {
    // What goes wrong with the source ends the whole line; it is thrown below.
    for await (const chunk of pipeline(Readable.from(open()), createGunzip(), () => undefined)) {
      const lines = (rest + decoder.decode(z.instanceof(Uint8Array).parse(chunk), { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LONGEST_LINE) throw changed('a line in it is too long');
      yield* lines;
    }
  } catch (error) {
    throw readable(error);
  }
  if (rest !== '') throw changed('it has no end, so it was cut short');
}

/** What is wrong with a file that cannot be unpacked; any other error as it is. */
function readable(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'Z_BUF_ERROR') return changed('it has no end, so it was cut short');
  if (code === 'Z_DATA_ERROR' && /incorrect header check/.test(String(error))) return noBackup();
  if (code === 'Z_DATA_ERROR') return changed('it cannot be unpacked');
  return code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? changed('it is no text') : error;
}

function parse(line: string, problem: () => ArchiveError): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw problem();
  }
}

const unreadable = (): ArchiveError => changed('a line in it cannot be read');

/** Another file, which need not be damaged. */
function noBackup(which = ''): ArchiveError {
  return new ArchiveError(
    `The file is no backup of Rekindle${which}: it must be one that Rekindle's command "backup" wrote.`,
  );
}

function accept<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof z.ZodError) throw changed('a line in it is no item');
    throw error;
  }
}

function changed(how: string): ArchiveError {
  return new ArchiveError(
    `The backup is damaged: ${how}. Nothing of it was written. Copy the file again, or use another.`,
  );
}
