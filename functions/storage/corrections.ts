import * as z from 'zod';
import type { Correction } from '../core/corrections.ts';
import { SEGMENTS, type Segment } from '../core/segments.ts';
import { type Db, getItem, queryPrefix, updateItem } from './db.ts';
import { CORRECTION_PREFIX, correctionKey, correctionRefKey, ownerPk, personPk } from './keys.ts';

/** A correction as it is given; what is left out stays as it was. */
export interface CorrectionInput {
  /** Longest 200 characters; null: tell no place. */
  readonly place?: string | null;
  readonly segments?: readonly Segment[];
}

const correctionItem = z.object({
  personId: z.string(),
  place: z.string().nullish(),
  segments: z.array(z.string()).optional(),
  hasPlace: z.boolean().optional(),
  at: z.number(),
});

/**
 * Remembers where somebody lives or what they are, as the owner says. Each is kept under the person (so that erasing
 * the person erases it) and listed under the owner. Repeating it changes nothing but the time.
 * @param at calendar, epoch ms
 */
export async function putCorrection(
  db: Db,
  owner: string,
  personId: string,
  correction: CorrectionInput,
  at: number,
): Promise<void> {
  const set = {
    ...(correction.place === undefined ? {} : { place: correction.place, hasPlace: true }),
    ...(correction.segments === undefined ? {} : { segments: [...new Set(correction.segments)] }),
    ...{ personId, at },
  };
  // The list first: a reference to nothing is skipped, an unlisted correction would be lost.
  await updateItem(db, correctionRefKey(owner, personId), { set: { personId } });
  await updateItem(db, correctionKey(owner, personId), { set });
}
