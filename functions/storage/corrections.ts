import * as z from 'zod';
import type { Correction } from '../core/corrections.ts';
import { SEGMENTS, type Segment } from '../core/segments.ts';
import { type Db, deleteItem, getItem, type Item, queryPrefix, updateItem } from './db.ts';
import { CORRECTION_PREFIX, correctionKey, ownerPk } from './keys.ts';

export type { Correction };

const segments: ReadonlySet<string> = new Set(SEGMENTS);
const isSegment = (word: string): word is Segment => segments.has(word);

const correctionItem = z.object({
  personId: z.string(),
  /** Null: tell no place. */
  place: z.string().nullish(),
  segments: z.array(z.string()).optional(),
  at: z.number(),
});

/**
 * Remembers where somebody lives or what they are, in the owner's words. What is left out stays as it was corrected
 * before. Repeating it changes nothing but the time. Corrections don't expire: they are the owner's own words.
 * @param correction `place: null` tells no place at all, `segments: []` none of our segments
 * @param at calendar, epoch ms
 */
export async function putCorrection(
  db: Db,
  owner: string,
  personId: string,
  correction: { readonly place?: string | null; readonly segments?: readonly Segment[] },
  at: number,
): Promise<void> {
  const { place, segments } = correction;
  await updateItem(db, correctionKey(owner, personId), {
    set: {
      ...{ personId, at },
      ...(place === undefined ? {} : { place }),
      ...(segments === undefined ? {} : { segments: [...new Set(segments)] }),
    },
  });
}

/** What the owner corrected about one person; undefined if nothing. */
export async function readCorrection(db: Db, owner: string, personId: string): Promise<Correction | undefined> {
  const item = await getItem(db, correctionKey(owner, personId), { consistent: true });
  return item === undefined ? undefined : correctionOf(item);
}

/** All that an owner corrected, by person id. */
export async function readCorrections(db: Db, owner: string): Promise<ReadonlyMap<string, Correction>> {
  const items = await queryPrefix(db, ownerPk(owner), CORRECTION_PREFIX, { consistent: true });
  return new Map(items.map(correctionOf).map((correction) => [correction.personId, correction]));
}

/** Forgets a correction: the profile's own words count again, or the person is to be erased. */
export async function deleteCorrection(db: Db, owner: string, personId: string): Promise<void> {
  await deleteItem(db, correctionKey(owner, personId));
}

function correctionOf(item: Item): Correction {
  const { personId, place, segments, at } = correctionItem.parse(item);
  return {
    ...{ personId, at },
    ...(place === undefined ? {} : { place }),
    // A segment that a later release has dropped is no error.
    ...(segments === undefined ? {} : { segments: segments.filter(isSegment) }),
  };
}
