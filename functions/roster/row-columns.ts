import { type Profile, type RosterRow, VERDICTS } from '../core/model.ts';
import { type ByteReader, ByteWriter } from './bytes.ts';

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

export function writeColumns(rows: readonly RosterRow[]): Uint8Array {
  const writer = new ByteWriter();
  for (const field of NUMBERS) writer.numbers(rows.map((row) => row[field]));
  writer.numbers(rows.map(({ verdict }) => (verdict === undefined ? undefined : VERDICTS.indexOf(verdict))));
  for (const field of TEXTS) writer.texts(rows.map(({ profile }) => profile[field]));
  writer.numbers(rows.map(({ profile }) => profile.reach));
  writer.texts(rows.map(({ profile: { links } }) => linksText(links)));
  for (const field of FLAGS) writer.numbers(rows.map(({ profile }) => flagOf(profile[field])));
  // Came later, so it stands last, and only where somebody has some: what was written before reads as it did.
  const verified = rows.map(({ profile: { verifiedLinks } }) => linksText(verifiedLinks));
  if (verified.some((text) => text !== undefined)) writer.texts(verified);
  return writer.result();
}

const linksText = (links: readonly string[] | undefined): string | undefined =>
  links === undefined ? undefined : JSON.stringify(links);
const flagOf = (flag: boolean | undefined): number | undefined => (flag === undefined ? undefined : Number(flag));

type Fields<T> = { -readonly [Name in keyof T]?: T[Name] };

/**
 * The rows at `wanted` of `count` places, which go up.
 * @param known what the index holds of each of them
 * @throws RangeError, TypeError or SyntaxError for what {@link writeColumns} did not write
 */
export function readColumns(
  reader: ByteReader,
  count: number,
  wanted: readonly number[],
  known: (place: number, n: number) => Pick<RosterRow, 'id' | 'state'>,
): RosterRow[] {
  const rows: Fields<RosterRow>[] = wanted.map(known);
  const profiles: Fields<Profile>[] = wanted.map(() => ({}));
  for (const field of NUMBERS) {
    for (const [n, value] of reader.numbers(count, wanted).entries()) {
      const row = rows[n];
      if (value !== undefined && row !== undefined) row[field] = value;
    }
  }
  for (const [n, code] of reader.numbers(count, wanted).entries()) {
    if (code === undefined) continue;
    const verdict = VERDICTS[code];
    const row = rows[n];
    if (verdict === undefined || row === undefined) throw new RangeError('There is no such verdict.');
    row.verdict = verdict;
  }
  for (const field of TEXTS) {
    for (const [n, value] of reader.texts(count, wanted).entries()) {
      const profile = profiles[n];
      if (value !== undefined && profile !== undefined) profile[field] = value;
    }
  }
  for (const [n, reach] of reader.numbers(count, wanted).entries()) {
    const profile = profiles[n];
    if (reach !== undefined && profile !== undefined) profile.reach = reach;
  }
  for (const [n, links] of reader.texts(count, wanted).entries()) {
    const profile = profiles[n];
    if (links !== undefined && profile !== undefined) profile.links = linksOf(links);
  }
  for (const field of FLAGS) {
    for (const [n, flag] of reader.numbers(count, wanted).entries()) {
      const profile = profiles[n];
      if (flag !== undefined && profile !== undefined) profile[field] = flag === 1;
    }
  }
  for (const [n, links] of reader.isAtEnd ? [] : reader.texts(count, wanted).entries()) {
    const profile = profiles[n];
    if (links !== undefined && profile !== undefined) profile.verifiedLinks = linksOf(links);
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
