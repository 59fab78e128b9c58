import type { PullDeps } from '../pulling/deps.ts';
import { erasePeople, rememberErasures } from '../pulling/erase-people.ts';
import type { Secrets } from '../runtime/secrets.ts';
import { erasurePk, ownerPk, TOMBSTONE_PREFIX } from '../storage/keys.ts';
import type { RawItem } from './attribute-json.ts';
import { isTombstone } from './back-up.ts';
import { isHead, keyOfItem } from './carried.ts';
import { ArchiveError } from './errors.ts';
import { keepErased, type Tombstone, takeErasureKey } from './keep-erased.ts';
import { type ArchiveFacts, type OpenArchive, readArchive } from './read-archive.ts';
import { claimTarget, releaseTarget } from './target.ts';
import { ItemWriter } from './write-items.ts';

export interface RestoreDeps extends Pick<PullDeps, 'db' | 'config' | 'clock' | 'logger' | 'aloneSince'> {
  readonly secrets: Pick<Secrets, 'read' | 'readOrCreate'>;
  readonly wait: (ms: number) => Promise<unknown>;
  readonly progress?: (items: number, of: number) => void;
}

export interface RestoreOptions {
  /** What is there may be deleted. */
  readonly replace: boolean;
  /** The key that recognises erased people, as it came with the backup. */
  readonly erasureKey?: string | undefined;
}

/** What a backup is, besides its items. */
export interface CheckedArchive extends ArchiveFacts {
  readonly tombstones: readonly Tombstone[];
  /** Whose history it is. */
  readonly owners: readonly string[];
}

/** Reads a backup through without writing anything. @throws ArchiveError if it is damaged */
export async function checkArchive(open: OpenArchive): Promise<CheckedArchive> {
  const tombstones: Tombstone[] = [];
  const owners = new Set<string>();
  const facts = await readArchive(open, (item) => {
    const { pk } = keyOfItem(item);
    if (pk.startsWith(ownerPk(''))) owners.add(pk.slice(ownerPk('').length));
    if (isTombstone(item)) tombstones.push(tombstoneOf(item));
  });
  return { ...facts, tombstones, owners: [...owners].sort() };
}

/**
 * Writes a backup into an empty place. It is read through first, so that a damaged one changes nothing; then everything
 * is written but the heads, without which no audience can be seen, and those last. Cut off anywhere, it is repeated.
 * Whoever was erased, here or before the backup was made, stays so. Nobody may pull or send meanwhile.
 * @throws ArchiveError saying what to do; NewerSchemaError if a newer version has made the backup
 */
export async function restore(deps: RestoreDeps, open: OpenArchive, options: RestoreOptions): Promise<CheckedArchive> {
  const { db, secrets, clock } = deps;
  const checked = await checkArchive(open);
  const { manifest, tombstones } = checked;
  const writer = new ItemWriter(db, deps.wait);
  await takeErasureKey(secrets, manifest, options.erasureKey);
  // Whoever waits to be erased here is in the table that makes room.
  if (options.replace) await rememberErasures(deps);
  await claimTarget(db, manifest.sha256, { replace: options.replace, writer });
  await keepErased(db, secrets, tombstones, clock.now());
  let written = 0;
  const writeIf = async (item: RawItem, isWanted: boolean): Promise<void> => {
    if (!isWanted) return;
    await writer.put(item);
    written += 1;
    if (written % 500 === 0 || written === manifest.items) deps.progress?.(written, manifest.items);
  };
  for (const areHeads of [false, true]) {
    const again = await readArchive(open, (item) => writeIf(item, isHead(item) === areHeads));
    if (again.manifest.sha256 !== manifest.sha256) {
      throw new ArchiveError('The backup was changed while it was read. Repeat the restore with the file as it was.');
    }
    await writer.end();
  }
  await erasePeople(deps, () => true);
  await releaseTarget(db);
  return checked;
}

function tombstoneOf(item: RawItem): Tombstone {
  const { pk, sk } = keyOfItem(item);
  return {
    owner: pk.slice(erasurePk('').length),
    hash: sk.slice(TOMBSTONE_PREFIX.length),
    at: Number(item['at']?.N ?? 0),
  };
}
