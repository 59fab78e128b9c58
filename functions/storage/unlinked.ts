import * as z from 'zod';
import { pairOf } from '../core/same-person.ts';
import { batchWrite, type Db, putItem, queryPrefix } from './db.ts';
import { ownerPk, UNLINKED_PREFIX, unlinkedKey, unlinkedPrefix } from './keys.ts';

const unlinkedItem = z.object({ personId: z.string(), otherId: z.string(), at: z.number() });

/** Remembers that two profiles are not the same person, whatever they link. Repeating it changes nothing but the time. */
export async function putUnlinked(db: Db, owner: string, a: string, b: string, at: number): Promise<void> {
  // Under both, so that either is found when somebody is erased.
  await putItem(db, unlinkedKey(owner, a, b), { personId: a, otherId: b, at });
  await putItem(db, unlinkedKey(owner, b, a), { personId: b, otherId: a, at });
}

/** Every pair that an owner took apart, by `pairOf`. */
export async function listUnlinked(db: Db, owner: string): Promise<ReadonlySet<string>> {
  const items = await queryPrefix(db, ownerPk(owner), UNLINKED_PREFIX, { consistent: true });
  return new Set(
    items.map((item) => unlinkedItem.parse(item)).map(({ personId, otherId }) => pairOf(personId, otherId)),
  );
}

/** From whom somebody was taken apart. */
export async function listUnlinkedFrom(db: Db, owner: string, personId: string): Promise<ReadonlySet<string>> {
  const items = await queryPrefix(db, ownerPk(owner), unlinkedPrefix(personId), { consistent: true });
  return new Set(items.map((item) => unlinkedItem.parse(item).otherId));
}

/** Forgets it, when the person is erased. */
export async function deleteUnlinked(db: Db, owner: string, personId: string): Promise<void> {
  const pk = ownerPk(owner);
  const items = await queryPrefix(db, pk, unlinkedPrefix(personId), { consistent: true });
  const pairs = items.map((item) => unlinkedItem.parse(item));
  await batchWrite(
    db,
    pairs.flatMap(({ otherId }) => [
      { delete: unlinkedKey(owner, personId, otherId) },
      { delete: unlinkedKey(owner, otherId, personId) },
    ]),
  );
}
