import * as z from 'zod';
import type { Db, Item } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import type { BegunBase } from './base-writer.ts';
import { type Generation, listGenerations } from './generations.ts';

const count = z.number().int().min(0);

const foldSchema = z.object({
  version: count,
  /** Generation of the base that is folded in. */
  of: z.string(),
  lostBefore: z.number().optional(),
  /** The first slot that is not written yet. */
  next: count,
  segments: count,
  bytes: count,
  counts: z.object({ present: count, missing: count, held: count, hidden: count, lost: count }),
  checksum: z.string(),
});

/** How far a log has been folded into a new base. The same roster always gives the same base, so anybody can go on. */
export type Fold = Readonly<z.output<typeof foldSchema>>;

/** As it is kept with the announcement of the new base. */
export const foldNote = (fold: Fold): Item => ({ fold });

/** Of the generations of an audience, the fold of the head's very version and base that a generation holds. */
export function foldIn({ name, item }: Generation, head: Head): Fold | undefined {
  const { success, data } = foldSchema.safeParse(item['fold']);
  const isOfThis = success && data.version === head.version && data.of === head.generation;
  return isOfThis && name !== head.generation ? data : undefined;
}

/** The fold that was begun on this very version and base and came furthest; undefined if there is none. */
export async function begunFold(db: Db, head: Head): Promise<(BegunBase & { readonly fold: Fold }) | undefined> {
  const begun = (await listGenerations(db, head.key)).flatMap((generation) => {
    const fold = foldIn(generation, head);
    return fold === undefined
      ? []
      : [{ fold, generation: generation.name, segments: fold.segments, bytes: fold.bytes }];
  });
  return begun.sort((a, b) => b.fold.next - a.fold.next)[0];
}
