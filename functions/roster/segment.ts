import { PERSON_STATES, type Profile, type RosterRow, VERDICTS } from '../core/model.ts';
import { packJson, unpackJson } from '../storage/pack.ts';
import { cleanRow } from './clean.ts';

/**
 * Rows as JSON columns: one array a field, null where a row lacks it, no array where all do. Equal fields side by side
 * compress best. Nulls mean absent, so an absent field comes back absent, never empty.
 */
type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number';
const isFlag: Check = (value) => typeof value === 'boolean';
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isOneOf =
  (values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);

const ROW_FIELDS = {
  id: isText,
  state: isOneOf(PERSON_STATES),
  stateAt: isNumber,
  firstSeenAt: isNumber,
  absentAtPull: isNumber,
  returns: isNumber,
  losses: isNumber,
  verdict: isOneOf(VERDICTS),
  toldAt: isNumber,
  toldAtPull: isNumber,
  since: isNumber,
  hydratedAt: isNumber,
} as const satisfies Record<Exclude<keyof RosterRow, 'profile'>, Check>;

const PROFILE_FIELDS = {
  handle: isText,
  url: isText,
  name: isText,
  bio: isText,
  location: isText,
  links: isTexts,
  avatar: isText,
  reach: isNumber,
  organisation: isText,
  isProtected: isFlag,
  isMemorial: isFlag,
  isBot: isFlag,
} as const satisfies Record<keyof Profile, Check>;

const REQUIRED = new Set(['id', 'state', 'stateAt', 'firstSeenAt', 'returns', 'losses', 'handle', 'url']);
/** Keeps the columns of the profile apart from the row's. */
const PROFILE = 'profile.';

/** Columns by field: what a segment or a log chunk holds of its rows. */
export interface Columns {
  readonly count: number;
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
}

export function toColumns(rows: readonly RosterRow[]): Columns {
  const clean = rows.map(cleanRow);
  const columns: Record<string, unknown[]> = {};
  for (const field of Object.keys(ROW_FIELDS) as (keyof typeof ROW_FIELDS)[]) {
    const column = clean.map((row) => row[field] ?? null);
    if (column.some((value) => value !== null)) columns[field] = column;
  }
  for (const field of Object.keys(PROFILE_FIELDS) as (keyof Profile)[]) {
    const column = clean.map((row) => row.profile[field] ?? null);
    if (column.some((value) => value !== null)) columns[PROFILE + field] = column;
  }
  return { count: rows.length, columns };
}

/** @throws TypeError naming the column that is not what it must be */
export function fromColumns(value: unknown): RosterRow[] {
  const { count, columns } = shapeOf(value);
  const rows: Record<string, unknown>[] = Array.from({ length: count }, () => ({}));
  const profiles: Record<string, unknown>[] = Array.from({ length: count }, () => ({}));
  for (const [field, check] of Object.entries(ROW_FIELDS)) fill(rows, field, columns[field], check);
  for (const [field, check] of Object.entries(PROFILE_FIELDS)) fill(profiles, field, columns[PROFILE + field], check);
  rows.forEach((row, index) => {
    row['profile'] = profiles[index];
  });
  // Every field has been checked by `fill`.
  return rows as Partial<RosterRow>[] as RosterRow[];
}

function fill(targets: Record<string, unknown>[], field: string, column: unknown, check: Check): void {
  const isRequired = REQUIRED.has(field);
  if (column === undefined && (!isRequired || targets.length === 0)) return;
  if (!Array.isArray(column) || column.length !== targets.length) throw new TypeError(`Column ${field} is not whole.`);
  targets.forEach((target, index) => {
    const value: unknown = column[index];
    if (value === null && !isRequired) return;
    if (!check(value)) throw new TypeError(`Column ${field} holds what it may not.`);
    target[field] = value;
  });
}

function shapeOf(value: unknown): Columns {
  if (typeof value !== 'object' || value === null || !('count' in value) || !('columns' in value)) {
    throw new TypeError('These are no columns.');
  }
  const { count, columns } = value;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 0 || count > MOST_DECODED) {
    throw new TypeError('The number of rows is out of bounds.');
  }
  if (typeof columns !== 'object' || columns === null) throw new TypeError('These are no columns.');
  return { count, columns: { ...columns } as Columns['columns'] };
}

/** Rows in one segment, at most. */
export const MOST_ROWS = 3_000;
/** No writer of ours puts more into one item. */
const MOST_DECODED = 10_000;

export function encodeSegment(rows: readonly RosterRow[]): Uint8Array {
  return packJson(toColumns(rows));
}

/** @throws Error if the bytes are damaged or not a segment */
export function decodeSegment(packed: unknown): RosterRow[] {
  return fromColumns(unpackJson(packed));
}
