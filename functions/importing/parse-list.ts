import { Buffer } from 'node:buffer';
import type { ListedPerson } from '../core/model.ts';
import { readCsv } from './csv.ts';
import { ListFormatError } from './errors.ts';
import { readJson, readNdjson } from './json.ts';
import { IDENTITIES, type Identity, identityOf, listedPerson, type RawPerson } from './listed-person.ts';

export type ListFormat = 'json' | 'ndjson' | 'csv';

/** A person still as the list has them, and where that is. */
export interface RawEntry {
  readonly person: RawPerson;
  /** `line 7`, `person 3`. */
  readonly where: string;
}

/** Largest list that is read line by line. */
const LARGEST_LIST = 200_000_000;
/** People that are handed on at once. */
const BATCH = 1_000;

/**
 * Reads a list of people: JSON (an array of handles, addresses or objects, or `{"people": […]}`), NDJSON or CSV with a
 * header. Lines are read as they come; a list is known to be whole only when the last batch has been taken.
 * @param source bytes as they come from a file or a request
 * @throws ListFormatError naming the line and the field
 */
export async function* parseList(
  source: AsyncIterable<Uint8Array>,
  format: ListFormat,
): AsyncGenerator<ListedPerson[]> {
  const readers = { json: readJson, ndjson: readNdjson, csv: readCsv };
  let identity: Identity | undefined;
  let batch: ListedPerson[] = [];
  for await (const { person, where } of readers[format](bounded(source))) {
    identity ??= identityOf(person);
    if (identity === undefined) {
      throw new ListFormatError(
        where,
        `found no ${IDENTITIES.join(', ')}, expected one of them to recognise people by`,
      );
    }
    batch.push(listedPerson(person, identity, where));
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  // A list that lost its people on the way must not become a baseline of nobody.
  if (identity === undefined) throw new ListFormatError('the list', 'found nobody in it, expected at least one person');
  if (batch.length > 0) yield batch;
}

/** Guesses the format by a file's name, else by its beginning. */
export function listFormat(fileName: string, beginning: string): ListFormat {
  if (/\.(ndjson|jsonl)$/i.test(fileName)) return 'ndjson';
  if (/\.(csv|tsv)$/i.test(fileName)) return 'csv';
  const text = beginning.replace(/^\uFEFF/, '').trimStart();
  if (text.startsWith('[')) return 'json';
  if (!text.startsWith('{')) return /\.json$/i.test(fileName) ? 'json' : 'csv';
  // One object a line, or one that spans them: only in NDJSON is the first line a whole one, and another begins after it.
  return /^\{[^\n]*\}\s*\n\s*\{/.test(text) ? 'ndjson' : 'json';
}

async function* bounded(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > LARGEST_LIST) {
      throw new ListFormatError(
        'the list',
        `found more than ${LARGEST_LIST / 1e6} MB, expected at most that; split it into several lists`,
      );
    }
    yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }
}
