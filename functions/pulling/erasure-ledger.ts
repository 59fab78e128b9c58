import type { Secrets } from '../runtime/secrets.ts';
import { type Db, getItem, putItem } from '../storage/db.ts';
import { putTombstone, requestSweep } from '../storage/erasures.ts';
import { metaKey } from '../storage/keys.ts';

/**
 * Who was erased is also kept outside the table, by the same keyed hashes, one secret each: a table that is restored
 * from before an erasure has forgotten it, and the ledger has not. Entries are numbered without gaps and never changed,
 * so that reading them takes no right to list.
 */
const entryName = (n: number): string => `erasures/${n}`;
const NOTED = metaKey('ERASURES');

interface Entry {
  readonly owner: string;
  readonly hash: string;
}

type Ledger = Pick<Secrets, 'read' | 'readOrCreate'>;

/** Writes an entry once; somebody else's in the same place is passed by. */
export async function noteInLedger(db: Db, ledger: Ledger, { owner, hash }: Entry): Promise<void> {
  const entry = `${owner} ${hash}`;
  let n = await notedIn(db);
  for (;;) {
    const there = n === 0 ? undefined : await ledger.read(entryName(n));
    if (there === entry) break;
    n += 1;
    if ((await ledger.readOrCreate(entryName(n), () => entry)) === entry) break;
  }
  await putItem(db, NOTED, { noted: n });
}

/** Entries that the table does not know: it was restored. Those people are erased again, wherever they are found. */
export async function replayLedger(db: Db, ledger: Ledger, now: number): Promise<void> {
  let noted = await notedIn(db);
  for (let entry = await ledger.read(entryName(noted + 1)); entry !== undefined; ) {
    const [owner, hash] = entry.split(' ');
    if (owner === undefined || hash === undefined) throw new Error('The ledger of erasures is damaged.');
    if (await putTombstone(db, owner, hash, now)) await requestSweep(db, owner, hash, now);
    noted += 1;
    await putItem(db, NOTED, { noted });
    entry = await ledger.read(entryName(noted + 1));
  }
}

async function notedIn(db: Db): Promise<number> {
  const noted = (await getItem(db, NOTED, { consistent: true }))?.['noted'];
  return typeof noted === 'number' ? noted : 0;
}
