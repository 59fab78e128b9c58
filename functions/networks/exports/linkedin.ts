import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';
import * as z from 'zod';
import { blankId } from '../../core/blank-rows.ts';
import type { ListedPerson } from '../../core/model.ts';
import { cleanProfile } from '../profiles.ts';
import { LONGEST, plainText } from '../text.ts';
import { ImportError } from './errors.ts';
import type { FoundList } from './found-export.ts';
import { type Column, columnsOf, connectedOn, isOfLinkedIn } from './linkedin-columns.ts';
import { listOfRows } from './rows.ts';

/** Nobody's row is longer. */
const LONGEST_ROW = 100_000;
/** The header stands below a few lines of notes. */
const LAST_HEADER = 20;

type Cells = readonly string[];
type Row = Readonly<Partial<Record<Column, string>>>;

/** Whether the beginning of a text is that of `Connections.csv`. */
export async function isLinkedInCsv(beginning: string): Promise<boolean> {
  const rows: Cells[] = [];
  try {
    for await (const row of cellsOf([Buffer.from(beginning)])) {
      rows.push(row);
      if (rows.length > LAST_HEADER + 1) break;
    }
  } catch {
    // The beginning may end in the middle of a row.
  }
  return rows.some((row, at) => {
    const columns = columnsOf(row, rows[at + 1]);
    return columns !== undefined && isOfLinkedIn(columns, rows[at + 1]);
  });
}

/** The connections in `Connections.csv`. @param source its bytes, to be read once */
export function linkedInList(source: () => AsyncIterable<Uint8Array>): FoundList {
  return listOfRows('connections', 'Connections.csv', () => rowsOf(source()), linkedInPeople());
}

async function* rowsOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Row> {
  let columns: readonly (Column | undefined)[] | undefined;
  let before: Cells | undefined;
  let number = 0;
  for await (const cells of cellsOf(source)) {
    number += 1;
    if (columns === undefined && before !== undefined) {
      columns = columnsOf(before, cells);
      if (columns === undefined && number > LAST_HEADER) throw new ImportError(NO_HEADER);
    }
    before = cells;
    if (columns === undefined) continue;
    // Restricted members are a row of nothing: they are there, but nobody says who. A line without a comma is no row.
    if (cells.length > 1 || cells.some((cell) => cell.trim() !== '')) yield rowOf(columns, cells);
  }
  if (columns === undefined && (before === undefined || columnsOf(before, undefined) === undefined)) {
    throw new ImportError(NO_HEADER);
  }
}

const NO_HEADER =
  'This is no Connections.csv of LinkedIn: it has no line with “First Name, Last Name, URL, …, Connected On”. Import the file as it comes.';

function rowOf(columns: readonly (Column | undefined)[], cells: Cells): Row {
  const row: Partial<Record<Column, string>> = {};
  for (const [index, column] of columns.entries()) {
    const cell = cells[index]?.trim();
    if (column !== undefined && cell !== undefined && cell !== '') row[column] ??= cell;
  }
  return row;
}

/** Bytes as rows of cells, whatever their number. @throws ImportError for bytes that are no CSV in UTF-8 */
async function* cellsOf(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Cells> {
  const parser = parse({
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: LONGEST_ROW,
  });
  pipeline(Readable.from(textOf(source)), parser, () => undefined);
  try {
    for await (const row of parser) yield z.array(z.string()).parse(row);
  } catch (error) {
    if (error instanceof ImportError || (error instanceof Error && 'syscall' in error)) throw error;
    throw new ImportError(
      'Connections.csv is cut off or damaged: it is no CSV to its end. Download the export again, and import the file as it comes.',
      { cause: error },
    );
  }
}

async function* textOf(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of source) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/**
 * Makes people of rows. Who has an address is known by it (`/in/NAME`, in lower case); older files have none, and people
 * go by name and day there, numbered where even those agree.
 */
function linkedInPeople(): (row: unknown) => ListedPerson | undefined {
  const numbers = new Map<string, number>();
  let blank = 0;
  return (value) => {
    const row = rowSchema.parse(value);
    if (Object.keys(row).length === 0) {
      blank += 1;
      return { id: blankId(blank), profile: { handle: '-', url: '' } };
    }
    const name = plainText([row.firstName, row.lastName].filter(Boolean).join(' '), LONGEST.name);
    const since = connectedOn(row.connectedOn ?? '');
    const vanity = vanityOf(row.url);
    if (name === undefined && vanity === undefined) return undefined;
    const handle = vanity ?? name ?? '';
    return {
      id: vanity === undefined ? numbered(`${name}#${row.connectedOn ?? ''}`, numbers) : `/in/${vanity}`,
      profile: cleanProfile({
        handle,
        url: vanity === undefined ? undefined : `https://www.linkedin.com/in/${encodeURIComponent(vanity)}`,
        fallbackUrl: '',
        name,
        bio: row.position,
        organisation: row.company,
      }),
      ...(since === undefined ? {} : { since }),
    };
  };
}

const cell = z.string().optional();
/** An e-mail address alone names nobody whom we may keep; it says that the row is not blank. */
const rowSchema = z.object({
  email: cell,
  firstName: cell,
  lastName: cell,
  url: cell,
  company: cell,
  position: cell,
  connectedOn: cell,
});

function numbered(key: string, numbers: Map<string, number>): string {
  const number = (numbers.get(key) ?? 0) + 1;
  numbers.set(key, number);
  return number === 1 ? key : `${key}#${number}`;
}

function vanityOf(url: string | undefined): string | undefined {
  const path = /linkedin\.com\/in\/(?<name>[^/?#\s]+)/i.exec(url ?? '')?.groups?.['name'];
  if (path === undefined || path.length > 300) return undefined;
  return plainText(decoded(path).toLowerCase(), LONGEST.handle);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
