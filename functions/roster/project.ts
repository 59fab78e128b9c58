import { createHash } from 'node:crypto';
import { groupKey, personId } from '../core/ids.ts';
import type { AudienceKind, Change, ChangeKind } from '../core/model.ts';
import { batchWrite, type Db, type Write } from '../storage/db.ts';
import { headAttribute } from '../storage/head-codec.ts';
import { patchHead } from '../storage/heads.ts';
import type { Head, StoredChange } from '../storage/items.ts';
import { audienceTimeline, changesKey, ownerTimeline, personChangeKey, timelineSort } from '../storage/keys.ts';
import { packChanges, splitChanges } from '../storage/packed-changes.ts';
import { readLog } from './read-log.ts';

export interface ProjectOptions {
  /** When a change is forgotten, in epoch seconds; never without. */
  readonly expiresAt?: (change: Change) => number | undefined;
  /** What may not be told: its person was erased. The others stay where they would lie with it. */
  readonly isHidden?: (change: Change) => boolean;
}

/** What is kept besides under the person: who asks for one person's history asks for these. */
const BY_PERSON: readonly ChangeKind[] = ['lost', 'returned', 'moved'];

/**
 * Makes the told changes of committed versions readable, by owner, audience and person, then moves `projectedVersion`.
 * Only the committed chain is read, and the same version always writes the same items, so it may be repeated, be cut
 * off, or run twice at once: nothing is told twice and nothing is left out.
 * @param head as committed
 * @returns the head with `projectedVersion` moved
 * @throws CorruptRosterError if the log is not whole
 */
export async function projectHead(db: Db, head: Head, options: ProjectOptions = {}): Promise<Head> {
  if (head.projectedVersion >= head.version) return head;
  const { kind } = head;
  if (kind === 'account') throw new TypeError('An account job has no changes.');
  for (const { version, changes } of await readLog(db, head, head.projectedVersion, { consistent: true })) {
    const stored = changes.map((change, index) => storedChange(head, kind, version, index, change));
    await batchWrite(db, [...packedWrites(head, version, stored, options), ...personWrites(head, stored, options)]);
  }
  await patchHead(
    db,
    head.key,
    { projectedVersion: head.version },
    {
      // It only ever grows: whoever was overtaken has written what was there already.
      expression: '#cProjected < :cVersion',
      names: { '#cProjected': headAttribute('projectedVersion') },
      values: { ':cVersion': head.version },
    },
  );
  return { ...head, projectedVersion: head.version };
}

function storedChange(head: Head, kind: AudienceKind, version: number, index: number, change: Change): StoredChange {
  const { owner, network, audienceId } = head;
  const hash = createHash('sha256').update(head.key).digest('hex').slice(0, 8);
  return { ...change, id: `${hash}-${version}-${index}`, owner, network, audienceId, audienceKind: kind };
}

/** An item holds changes of one time only, because it is found by it, and losses apart, because they are kept less long. */
function packedWrites(head: Head, version: number, changes: readonly StoredChange[], options: ProjectOptions): Write[] {
  const groups = Map.groupBy(changes, ({ detectedAt, kind }) => `${detectedAt}#${kind === 'lost'}`);
  const parts = [...groups.values()].flatMap(splitChanges);
  return parts.map((part, n) => ({
    put: {
      ...changesKey(head.key, version, n),
      ...packChanges(part.filter((change) => options.isHidden?.(change) !== true)),
      ...expiry(part, options),
      ownerTl: ownerTimeline(head.owner),
      audienceTl: audienceTimeline(groupKey(head.key)),
      tlSk: timelineSort(part[0]?.detectedAt ?? 0, head.key, version, n),
    },
  }));
}

function personWrites(head: Head, changes: readonly StoredChange[], options: ProjectOptions): Write[] {
  return changes
    .filter((change) => BY_PERSON.includes(change.kind) && options.isHidden?.(change) !== true)
    .map((change) => ({
      put: {
        ...personChangeKey(head.owner, personId(head.network, change.person.id), change.detectedAt, change.id),
        ...packChanges([change]),
        ...expiry([change], options),
      },
    }));
}

function expiry(changes: readonly Change[], { expiresAt }: ProjectOptions): { expiresAt?: number } {
  const ends = changes.map((change) => expiresAt?.(change));
  if (ends.some((end) => end === undefined)) return {};
  return { expiresAt: Math.max(...ends.map(Number)) };
}
