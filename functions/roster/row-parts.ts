import { type Profile, type RosterRow, VERDICTS } from '../core/model.ts';
import { FLAGS, NUMBERS, TEXTS } from './row-columns.ts';

/** Places of a row's parts, in the order of {@link RowColumns}. */
const VERDICT = NUMBERS.length;
const REACH = VERDICT + 1;
const FIRST_FLAG = REACH + 1;
const LINKS = TEXTS.length;
const VERIFIED = LINKS + 1;

/** How many numbers and how many texts a row may have. */
export const NUMBER_PARTS = FIRST_FLAG + FLAGS.length;
export const TEXT_PARTS = VERIFIED + 1;

/** The places of those that every row has. */
const STATE_AT = NUMBERS.indexOf('stateAt');
const FIRST_SEEN_AT = NUMBERS.indexOf('firstSeenAt');
const RETURNS = NUMBERS.indexOf('returns');
const LOSSES = NUMBERS.indexOf('losses');
const HANDLE = TEXTS.indexOf('handle');
const URL = TEXTS.indexOf('url');
const OTHER_NUMBERS = NUMBERS.flatMap((field, part) =>
  [STATE_AT, FIRST_SEEN_AT, RETURNS, LOSSES].includes(part) ? [] : [{ field, part }],
);
const OTHER_TEXTS = TEXTS.flatMap((field, part) => (part === HANDLE || part === URL ? [] : [{ field, part }]));
const FLAG_PARTS = FLAGS.map((field, n) => ({ field, part: FIRST_FLAG + n }));

/** What the index holds of a row. */
export type KnownOfRow = Pick<RosterRow, 'id' | 'state' | 'rowPrint'>;

type Fields<T> = { -readonly [Name in keyof T]?: T[Name] };

/** The parts of one row beside what its index holds. There is one of these for all rows, one after the other. */
export class RowParts {
  /** NaN where there is none. */
  readonly numbers = new Float64Array(NUMBER_PARTS);
  readonly texts: (string | undefined)[] = Array.from({ length: TEXT_PARTS }, () => undefined);
  /** What comes before the handle in the address of whoever has no other. */
  addressBeginning: string | undefined;

  /**
   * The row of these parts.
   * @param known a new object, which becomes the row
   * @throws RangeError, TypeError or SyntaxError for what {@link RowColumns} did not write
   */
  rowOf(known: KnownOfRow): RosterRow {
    const { numbers } = this;
    const row: Fields<RosterRow> = known;
    row.stateAt = required(numbers[STATE_AT]);
    row.firstSeenAt = required(numbers[FIRST_SEEN_AT]);
    row.returns = required(numbers[RETURNS]);
    row.losses = required(numbers[LOSSES]);
    for (const { field, part } of OTHER_NUMBERS) {
      const value = this.number(part);
      if (value !== undefined) row[field] = value;
    }
    const code = this.number(VERDICT);
    if (code !== undefined) row.verdict = verdictOf(code);
    row.profile = this.profile();
    return row as RosterRow;
  }

  private profile(): Profile {
    const { texts, addressBeginning } = this;
    const handle = texts[HANDLE];
    if (handle === undefined) throw new TypeError('A profile lacks its handle.');
    const url = texts[URL] ?? (addressBeginning === undefined ? undefined : addressBeginning + handle);
    if (url === undefined) throw new TypeError('A profile lacks its address.');
    const profile: Fields<Profile> & Pick<Profile, 'handle' | 'url'> = { handle, url };
    for (const { field, part } of OTHER_TEXTS) {
      const text = texts[part];
      if (text !== undefined) profile[field] = text;
    }
    const reach = this.number(REACH);
    if (reach !== undefined) profile.reach = reach;
    const links = texts[LINKS];
    if (links !== undefined) profile.links = linksOf(links);
    for (const { field, part } of FLAG_PARTS) {
      const flag = this.number(part);
      if (flag !== undefined) profile[field] = flag === 1;
    }
    const verified = texts[VERIFIED];
    if (verified !== undefined) profile.verifiedLinks = linksOf(verified);
    return profile;
  }

  private number(part: number): number | undefined {
    const value = this.numbers[part] ?? Number.NaN;
    return Number.isNaN(value) ? undefined : value;
  }
}

function required(value = Number.NaN): number {
  if (Number.isNaN(value)) throw new TypeError('A row is not whole.');
  return value;
}

function verdictOf(code: number): (typeof VERDICTS)[number] {
  const verdict = VERDICTS[code];
  if (verdict === undefined) throw new RangeError('There is no such verdict.');
  return verdict;
}

function linksOf(text: string): string[] {
  const links: unknown = JSON.parse(text);
  if (!Array.isArray(links) || !links.every((link) => typeof link === 'string')) throw new TypeError('No links.');
  return links;
}
