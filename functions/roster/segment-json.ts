import { PERSON_STATES, type Profile, type RosterRow, VERDICTS } from '../core/model.ts';

/**
 * Rows as they were stored until November 2026, and as tables may still hold them: JSON columns, one array a field, null
 * where a row lacks it, no array where all do. Only read; `segment.ts` writes.
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
} as const satisfies Record<Exclude<keyof RosterRow, 'profile' | 'rowPrint'>, Check>;

/** Which links a network verified was not kept then. */
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
} as const satisfies Record<Exclude<keyof Profile, 'verifiedLinks'>, Check>;

const REQUIRED = new Set(['id', 'state', 'stateAt', 'firstSeenAt', 'returns', 'losses', 'handle', 'url']);
/** Keeps the columns of the profile apart from the row's. */
const PROFILE = 'profile.';

/** Columns by field: what a segment or a log chunk held of its rows. */
interface Columns {
  readonly count: number;
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
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

/** No writer put more into one item. */
const MOST_DECODED = 10_000;
