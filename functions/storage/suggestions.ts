import * as z from 'zod';
import { batchWrite, type Db, getItem, isExpired, queryPrefix } from './db.ts';
import { ownerPk, suggestedKey } from './keys.ts';

/** Long enough to say of somebody who comes back that they had been suggested; the rules look at the last weeks only. */
const KEPT = 365 * 24 * 60 * 60 * 1000;

const suggestedItem = z.object({
  personId: z.string(),
  at: z.number(),
  digestId: z.string().optional(),
  period: z.string().optional(),
});

/** When somebody was last suggested, and by which edition. */
export interface LastSuggestion {
  readonly at: number;
  readonly edition?: { readonly digestId: string; readonly period: string };
}

/**
 * Notes who was suggested, so that nobody is suggested twice in eight weeks, in none of the owner's digests.
 * Repeating it changes nothing: the time is the edition's.
 * @param at epoch ms of the calendar
 */
export async function recordSuggestions(
  db: Db,
  owner: string,
  personIds: readonly string[],
  edition: { readonly at: number; readonly digestId: string; readonly period: string },
): Promise<void> {
  const { at, digestId, period } = edition;
  const expiresAt = Math.ceil((at + KEPT) / 1000);
  await batchWrite(
    db,
    [...new Set(personIds)].map((personId) => ({
      put: { ...suggestedKey(owner, personId), personId, at, digestId, period, expiresAt },
    })),
  );
}

/** When each person was last suggested to this owner, within the last year. */
export async function listSuggested(db: Db, owner: string, now: number): Promise<ReadonlyMap<string, number>> {
  const items = await queryPrefix(db, ownerPk(owner), 'SUGGESTED#', { consistent: true });
  const live = items.filter((item) => !isExpired(item, now)).map((item) => suggestedItem.parse(item));
  return new Map(live.map(({ personId, at }) => [personId, at]));
}

/** When one person was last suggested to this owner, within the last year. */
export async function readSuggested(db: Db, owner: string, personId: string, now: number): Promise<number | undefined> {
  return (await readSuggestion(db, owner, personId, now))?.at;
}

/** The same with the edition that did. */
export async function readSuggestion(
  db: Db,
  owner: string,
  personId: string,
  now: number,
): Promise<LastSuggestion | undefined> {
  const item = await getItem(db, suggestedKey(owner, personId));
  if (item === undefined || isExpired(item, now)) return undefined;
  const { at, digestId, period } = suggestedItem.parse(item);
  return { at, ...(digestId === undefined || period === undefined ? {} : { edition: { digestId, period } }) };
}
