import type { Tie } from '../ties.ts';
import type { Person, World } from '../world.ts';
import { below } from './below.ts';

/** An answer instead of a result: Bluesky's `{error, message}`. */
export class XrpcError extends Error {
  override readonly name = 'XrpcError';
  readonly error: string;
  readonly status = 400;
  constructor(message: string, error = 'InvalidRequest') {
    super(message);
    this.error = error;
  }
}

/** One call of a method. */
export interface Call {
  readonly world: World;
  readonly query: URLSearchParams;
  /** Largest page, whatever the caller asks for. */
  readonly pageCap: number;
}

/** How often the AppView looks for more rows to fill a page that hidden rows left short. */
const MOST_FETCHES = 10;

export function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null || value === '') throw new XrpcError(`Error: Params must have the property "${name}"`);
  return value;
}

/** A repeated parameter, within the lexicon's bound. */
export function many(query: URLSearchParams, name: string, most: number): readonly string[] {
  const values = query.getAll(name);
  if (values.length > most) throw new XrpcError(`Error: ${name} must not have more than ${most} elements`);
  return values;
}

export function wholeNumber(query: URLSearchParams, name: string, usual: number, least: number, most: number): number {
  const text = query.get(name);
  if (text === null) return usual;
  const value = Number(text);
  if (!Number.isInteger(value)) throw new XrpcError(`Error: ${name} must be an integer`);
  if (value < least) throw new XrpcError(`Error: ${name} can not be less than ${least}`);
  if (value > most) throw new XrpcError(`Error: ${name} can not be greater than ${most}`);
  return value;
}

/** Rows a page may have: `limit` as the lexicons bound it, 50 unless asked. */
export function limitOf(call: Call): number {
  return Math.min(wholeNumber(call.query, 'limit', 50, 1, 100), call.pageCap);
}

export interface FilledPage<Row> {
  readonly rows: readonly Row[];
  /** Spread into the answer: without a cursor at the end of the list, with one otherwise, even if the page is short. */
  readonly cursor: { readonly cursor?: string };
}

/**
 * A page of ties, newest first. Hidden ones leave gaps, which the AppView fills by reading on, a bounded number of
 * times: pages can be short, or empty, and still have a cursor. A full last page has one, too, that leads to nothing.
 */
export function filledPage<Row>(
  call: Call,
  ties: readonly Tie[],
  show: (tie: Tie) => Row | undefined,
): FilledPage<Row> {
  const limit = limitOf(call);
  const cursor = call.query.get('cursor');
  const rows: Row[] = [];
  // A cursor that cannot be one ends the list at once (AppView's clearlyBadCursor).
  if (cursor !== null && !/^\d+$/.test(cursor)) return { rows, cursor: {} };
  let before = cursor === null ? Number.POSITIVE_INFINITY : Number(cursor);
  for (let fetch = 0; fetch < MOST_FETCHES && rows.length < limit; fetch += 1) {
    const wanted = limit - rows.length;
    const slice = below(ties, before, wanted);
    for (const tie of slice) {
      const row = show(tie);
      if (row !== undefined) rows.push(row);
    }
    const last = slice.at(-1);
    if (slice.length < wanted || last === undefined) return { rows, cursor: {} };
    before = last.serial;
  }
  return { rows, cursor: { cursor: String(before) } };
}

/** Finds a person by DID or handle, whatever became of the account. */
export function actor(world: World, name: string): Person | undefined {
  return name.startsWith('did:') ? world.person(name) : world.byHandle(name.replace(/^@/, ''));
}

/** A person as lists about a subject show them: not if inactive, or in a block relation with the subject. */
export function shownPerson(world: World, id: string, subject: string | undefined): Person | undefined {
  if (!world.isActive(id) || (subject !== undefined && world.isBlocked(id, subject))) return undefined;
  return world.person(id);
}
