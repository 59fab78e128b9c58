import type { Buffer } from 'node:buffer';
import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import * as z from 'zod';
import { ListFormatError, shown } from './errors.ts';
import { fieldOf, LIST_FIELDS, type ListField } from './fields.ts';
import { IDENTITIES, type RawPerson } from './listed-person.ts';
import type { RawEntry } from './parse-list.ts';

/** Nobody's row is longer than this. */
const LONGEST_ROW = 1_000_000;
/** The header decides what separates columns; spreadsheets write all three. */
const SEPARATORS = [',', ';', '\t'] as const;
/** A header is found within this many characters. */
const LONGEST_HEADER = 100_000;

const recordSchema = z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) });

/** Reads CSV (RFC 4180) with a header, separated by commas, semicolons or tabs. */
export async function* readCsv(source: AsyncIterable<Buffer>): AsyncGenerator<RawEntry> {
  const text = decoded(source);
  const start = await beginning(text);
  const parser = parse({
    delimiter: separatorOf(start),
    skip_empty_lines: true,
    info: true,
    max_record_size: LONGEST_ROW,
  });
  // A failing source fails the parser, and with it the loop below.
  pipeline(Readable.from(joined(start, text)), parser, () => undefined);
  let columns: readonly (ListField | undefined)[] | undefined;
  try {
    for await (const item of parser) {
      const { record, info } = recordSchema.parse(item);
      const where = `line ${info.lines}`;
      if (columns === undefined) columns = columnsOf(record, where);
      else yield { person: personOf(columns, record), where };
    }
  } catch (error) {
    if (error instanceof CsvError) throw asFormatError(error);
    throw error;
  }
}

async function* decoded(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of source) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ListFormatError('the list', 'found bytes that are not UTF-8, expected CSV saved as UTF-8', {
      cause: error,
    });
  }
}

/** Reads on until the first line is whole. */
async function beginning(text: AsyncGenerator<string>): Promise<string> {
  let start = '';
  while (!/\S[^\n]*\n/.test(start) && start.length < LONGEST_HEADER) {
    const next = await text.next();
    if (next.done === true) break;
    start += next.value;
  }
  return start;
}

async function* joined(start: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield start;
  yield* rest;
}

function separatorOf(start: string): string {
  const header = start.trimStart().split('\n', 1)[0] ?? '';
  const count = (separator: string): number => header.split(separator).length;
  return [...SEPARATORS].sort((a, b) => count(b) - count(a))[0] ?? ',';
}

/** What each column means. The first one of a field counts. */
function columnsOf(header: readonly string[], where: string): readonly (ListField | undefined)[] {
  const known = new Set<ListField>();
  const columns = header.map((name) => {
    const field = fieldOf(name);
    if (field === undefined || known.has(field)) return undefined;
    known.add(field);
    return field;
  });
  if (IDENTITIES.some((identity) => known.has(identity))) return columns;
  const others = LIST_FIELDS.filter((field) => !IDENTITIES.some((identity) => identity === field));
  throw new ListFormatError(
    where,
    `found the columns ${header.slice(0, 20).map(shown).join(', ')}, expected a header with one of ${IDENTITIES.join(', ')} to recognise people by; rename a column to one of them. Also read: ${others.join(', ')} (docs/exports.md)`,
  );
}

function personOf(columns: readonly (ListField | undefined)[], record: readonly string[]): RawPerson {
  const person: Partial<Record<ListField, string>> = {};
  for (const [index, field] of columns.entries()) {
    const value = record[index];
    if (field !== undefined && value !== undefined && value !== '') person[field] = value;
  }
  return person;
}

const CSV_PROBLEMS: Readonly<Record<string, string>> = {
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: 'found another number of columns than in the header',
  CSV_QUOTE_NOT_CLOSED: 'found a quote that is never closed; the file may be cut off',
  CSV_INVALID_CLOSING_QUOTE: 'found text after a closing quote',
  INVALID_OPENING_QUOTE: 'found a quote in the middle of a field; put the whole field into quotes',
  CSV_MAX_RECORD_SIZE: `found a row of more than ${LONGEST_ROW / 1e6} MB`,
};

function asFormatError(error: CsvError): ListFormatError {
  const line = 'lines' in error && typeof error.lines === 'number' ? `line ${error.lines}` : 'the list';
  return new ListFormatError(line, CSV_PROBLEMS[error.code] ?? error.message.slice(0, 200), { cause: error });
}
