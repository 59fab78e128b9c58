import { type Profile, type RosterRow, VERDICTS } from '../core/model.ts';
import type { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './bytes.ts';
import { NumberColumn, TextColumn } from './column-buffers.ts';

/**
 * Everything of a row but what its index holds (id and state), column by column. Absent is not empty: what a row lacks
 * comes back lacking.
 */
const NUMBERS = [
  'stateAt',
  'firstSeenAt',
  'absentAtPull',
  'returns',
  'losses',
  'toldAt',
  'toldAtPull',
  'since',
  'hydratedAt',
] as const satisfies readonly (keyof RosterRow)[];
const TEXTS = [
  'handle',
  'url',
  'name',
  'bio',
  'location',
  'avatar',
  'organisation',
] as const satisfies readonly (keyof Profile)[];
const FLAGS = ['isProtected', 'isMemorial', 'isBot'] as const satisfies readonly (keyof Profile)[];
const REQUIRED = ['stateAt', 'firstSeenAt', 'returns', 'losses'] as const;

/** Collects rows as columns. */
export class RowColumns {
  private readonly numbers = NUMBERS.map(() => new NumberColumn());
  private readonly verdict = new NumberColumn();
  private readonly texts = TEXTS.map(() => new TextColumn());
  private readonly reach = new NumberColumn();
  private readonly links = new TextColumn();
  private readonly flags = FLAGS.map(() => new NumberColumn());
  private readonly verified = new TextColumn();

  add(row: RosterRow): void {
    const { profile, verdict } = row;
    for (let n = 0; n < NUMBERS.length; n += 1) this.numbers[n]?.push(row[NUMBERS[n] ?? 'stateAt']);
    this.verdict.push(verdict === undefined ? undefined : VERDICTS.indexOf(verdict));
    for (let n = 0; n < TEXTS.length; n += 1) this.texts[n]?.push(profile[TEXTS[n] ?? 'handle']);
    this.reach.push(profile.reach);
    this.links.push(linksText(profile.links));
    for (let n = 0; n < FLAGS.length; n += 1) this.flags[n]?.push(flagOf(profile[FLAGS[n] ?? 'isBot']));
    this.verified.push(linksText(profile.verifiedLinks));
  }

  /** All columns in bytes, to be used before others are written; then it is empty. */
  flush(): Uint8Array {
    const writer = new ByteWriter();
    for (const column of this.numbers) column.flush(writer);
    this.verdict.flush(writer);
    for (const column of this.texts) column.flush(writer);
    this.reach.flush(writer);
    this.links.flush(writer);
    for (const column of this.flags) column.flush(writer);
    // Came later, so it stands last, and only where somebody has some: what was written before reads as it did.
    if (this.verified.isEmpty) this.verified.clear();
    else this.verified.flush(writer);
    return writer.result();
  }
}

/** What {@link RowColumns} writes of the rows at `wanted`, which go up, without making rows of them. */
export function pickColumns(reader: ByteReader, count: number, wanted: readonly number[]): Uint8Array {
  const writer = new ByteWriter();
  const numbers = (): void => writer.numbers(reader.numbers(count, wanted));
  const texts = (): void => reader.copyTexts(count, wanted, writer);
  for (const _ of NUMBERS) numbers();
  numbers();
  for (const _ of TEXTS) texts();
  numbers();
  texts();
  for (const _ of FLAGS) numbers();
  if (!reader.isAtEnd) texts();
  reader.end();
  return writer.result();
}

const linksText = (links: readonly string[] | undefined): string | undefined =>
  links === undefined ? undefined : JSON.stringify(links);
const flagOf = (flag: boolean | undefined): number | undefined => (flag === undefined ? undefined : Number(flag));

type Fields<T> = { -readonly [Name in keyof T]?: T[Name] };

/**
 * The rows at `wanted` of `count` places, which go up.
 * @param known what the index holds of each of them
 * @throws RangeError, TypeError or SyntaxError for what {@link RowColumns} did not write
 */
export function readColumns(
  reader: ByteReader,
  count: number,
  wanted: readonly number[],
  known: (place: number, n: number) => Pick<RosterRow, 'id' | 'state'>,
): RosterRow[] {
  const rows: Fields<RosterRow>[] = wanted.map(known);
  const profiles: Fields<Profile>[] = wanted.map(() => ({}));
  const each = <T, V>(all: readonly T[], values: readonly (V | undefined)[], put: (one: T, value: V) => void): void => {
    for (let n = 0; n < values.length; n += 1) {
      const one = all[n];
      const value = values[n];
      if (value !== undefined && one !== undefined) put(one, value);
    }
  };
  for (const field of NUMBERS) {
    each(rows, reader.numbers(count, wanted), (row, value) => {
      row[field] = value;
    });
  }
  each(rows, reader.numbers(count, wanted), (row, code) => {
    const verdict = VERDICTS[code];
    if (verdict === undefined) throw new RangeError('There is no such verdict.');
    row.verdict = verdict;
  });
  for (const field of TEXTS) {
    each(profiles, reader.texts(count, wanted), (profile, value) => {
      profile[field] = value;
    });
  }
  each(profiles, reader.numbers(count, wanted), (profile, reach) => {
    profile.reach = reach;
  });
  each(profiles, reader.texts(count, wanted), (profile, links) => {
    profile.links = linksOf(links);
  });
  for (const field of FLAGS) {
    each(profiles, reader.numbers(count, wanted), (profile, flag) => {
      profile[field] = flag === 1;
    });
  }
  if (!reader.isAtEnd) {
    each(profiles, reader.texts(count, wanted), (profile, links) => {
      profile.verifiedLinks = linksOf(links);
    });
  }
  reader.end();
  return rows.map((row, n) => wholeRow(row, profiles[n]));
}

function linksOf(text: string): string[] {
  const links: unknown = JSON.parse(text);
  if (!Array.isArray(links) || !links.every((link) => typeof link === 'string')) throw new TypeError('No links.');
  return links;
}

function wholeRow(row: Fields<RosterRow>, profile: Fields<Profile> | undefined): RosterRow {
  if (profile?.handle === undefined || profile.url === undefined) throw new TypeError('A profile lacks its handle.');
  if (REQUIRED.some((field) => row[field] === undefined)) throw new TypeError('A row is not whole.');
  row.profile = profile as Profile;
  return row as RosterRow;
}
