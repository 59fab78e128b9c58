import { ERASURE_KEY } from '../pulling/erased.ts';
import { noteInLedger, replayLedger } from '../pulling/erasure-ledger.ts';
import type { Secrets } from '../runtime/secrets.ts';
import type { Db } from '../storage/db.ts';
import { listTombstones, putTombstone } from '../storage/erasures.ts';
import { ArchiveError } from './errors.ts';
import { erasureKeyMark, type Manifest } from './format.ts';

/** Somebody who was erased, by a keyed hash. */
export interface Tombstone {
  readonly owner: string;
  readonly hash: string;
  readonly at: number;
}

/**
 * Makes sure that this place recognises whom the backup says was erased. There is one key in a place, so a place that
 * has erased people under another cannot take them in.
 * @param given the key that came with the backup, in a file of its own
 * @throws ArchiveError saying what to do
 */
export async function takeErasureKey(
  secrets: Pick<Secrets, 'read' | 'readOrCreate'>,
  { erased, erasureKey }: Pick<Manifest, 'erased' | 'erasureKey'>,
  given: string | undefined,
): Promise<void> {
  if (erased === 0) return;
  const own = await secrets.read(ERASURE_KEY);
  if (own !== undefined) {
    if (erasureKey === undefined || erasureKeyMark(own) === erasureKey) return;
    throw new ArchiveError(
      'People were erased here, and others in the backup, under two different keys; one place can recognise those of ' +
        'one key only. Restore into a stage or folder in which nobody was ever erased.',
    );
  }
  if (given === undefined) {
    throw new ArchiveError(
      'People were erased before this backup was made, and without the key that recognises them the next pull would ' +
        'bring them back. The backup wrote it beside itself, as FILE.erasures: put it there, or name it with --erasures FILE.',
    );
  }
  if (erasureKey !== undefined && erasureKeyMark(given) !== erasureKey) {
    throw new ArchiveError(
      'The file of the erasure key is that of another backup. Name the right one with --erasures FILE.',
    );
  }
  await secrets.readOrCreate(ERASURE_KEY, () => given);
}

/**
 * Puts together who stays erased: whom this place's ledger names (they are looked for in what is restored, and erased
 * again), and whom the backup names, who come into the ledger. Each is written into the ledger first and into the table
 * after, so that repeating it after a cut adds nobody twice.
 */
export async function keepErased(
  db: Db,
  secrets: Pick<Secrets, 'read' | 'readOrCreate'>,
  tombstones: readonly Tombstone[],
  now: number,
): Promise<void> {
  await replayLedger(db, secrets, now);
  for (const [owner, ofOwner] of Map.groupBy(tombstones, (one) => one.owner)) {
    const known = await listTombstones(db, owner);
    for (const { hash, at } of ofOwner) {
      if (known.has(hash)) continue;
      await noteInLedger(db, secrets, { owner, hash });
      await putTombstone(db, owner, hash, at);
    }
  }
}
