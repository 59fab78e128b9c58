import { personId } from '../core/ids.ts';
import { readBase } from '../roster/base.ts';
import { commitDelta } from '../roster/commit.ts';
import { compact } from '../roster/compact.ts';
import { dropCheckpoints } from '../roster/drop-checkpoints.ts';
import { HELD_IN_A_PULL, openRoster } from '../roster/open.ts';
import { removeOrphans } from '../roster/orphans.ts';
import { readChunks } from '../roster/read-chunks.ts';
import { queryPages, updateItem } from '../storage/db.ts';
import { type Claim, readHead, releaseHead, updateUnderClaim } from '../storage/heads.ts';
import type { Head } from '../storage/items.ts';
import { changesRange } from '../storage/keys.ts';
import { removeLocator } from '../storage/locators.ts';
import { packChanges, unpackChanges } from '../storage/packed-changes.ts';
import { claimNow } from './claim-now.ts';
import type { PullDeps } from './deps.ts';
import { type IsErased, isAbout } from './erased.ts';
import { finishVersions } from './finish.ts';
import { retentionOf } from './retention.ts';

/** `busy`: somebody works on it, or time is nearly over; ask again later. */
export type Cleaning = { readonly outcome: 'clean' | 'busy'; readonly people: ReadonlySet<string> };

type Deps = Pick<PullDeps, 'db' | 'clock' | 'config' | 'aloneSince' | 'secrets'>;

/**
 * Takes whoever was erased out of one audience: roster, log, waiting and refused walks, told changes. Nothing is told by
 * it. May be cut off anywhere and be repeated: what is clean already costs its reading.
 */
export async function eraseFromAudience(
  deps: Deps,
  key: string,
  isErased: IsErased,
  mayGoOn: () => boolean,
): Promise<Cleaning> {
  const { db } = deps;
  const claim = await claimNow(deps, key);
  if (claim === undefined)
    return { outcome: (await readHead(db, key)) === undefined ? 'clean' : 'busy', people: new Set() };
  const people = new Set<string>();
  try {
    const { head } = claim;
    const hasList = head.checkpoint !== undefined || head.refused !== undefined;
    if (head.version === 0 && !hasList) {
      await releaseHead(db, claim, {});
      return { outcome: 'clean', people };
    }
    await finishVersions(deps, head, { compact: false });
    const isNamed = (id: string): boolean => {
      const found = isErased(head.network, id);
      if (found) people.add(personId(head.network, id));
      return found;
    };
    const isMentioned = await mentions(deps, head, isNamed);
    if (hasList) {
      // A list that waits may name anybody: the walk starts again, which costs pages and never a person.
      await updateUnderClaim(db, claim, { checkpoint: null, refused: null });
    }
    const outcome = isMentioned ? await rewrite(deps, claim, key, isNamed, mayGoOn) : 'clean';
    if (!isMentioned) await releaseHead(db, claim, {});
    if (hasList) await dropCheckpoints(db, key);
    if (outcome === 'busy') return { outcome, people };
  } catch (error) {
    await releaseHead(db, claim, {});
    throw error;
  }
  const head = await readHead(db, key, { consistent: true });
  if (head !== undefined) await eraseFromChanges(deps, head, isErased, people);
  return { outcome: 'clean', people };
}

/** Whether anybody who was erased is named anywhere in base or log, in the roster now or not. */
async function mentions({ db }: Deps, head: Head, isNamed: (id: string) => boolean): Promise<boolean> {
  let found = false;
  const look = (id: string): void => {
    found = isNamed(id) || found;
  };
  for await (const { index } of readBase(db, head)) for (const place of index.states.keys()) look(index.ids.at(place));
  for await (const { index, drops, changes } of readChunks(db, head)) {
    for (const place of index.states.keys()) look(index.ids.at(place));
    drops.forEach(look);
    for (const { person, before } of changes()) {
      look(person.id);
      if (before?.id !== undefined) look(before.id);
    }
  }
  return found;
}

/** Drops them from the roster, then writes the base anew, so that neither base nor log names them. */
async function rewrite(
  deps: Deps,
  begun: Claim,
  key: string,
  isNamed: (id: string) => boolean,
  mayGoOn: () => boolean,
): Promise<Cleaning['outcome']> {
  const { db } = deps;
  const current = await readHead(db, key, { consistent: true });
  if (current === undefined) return 'clean';
  const held: Claim = { ...begun, head: current };
  const roster = await openRoster(db, current, { mostHeld: HELD_IN_A_PULL });
  const drops: string[] = [];
  for (let slot = 0; slot < roster.size; slot += 1) if (isNamed(roster.idAt(slot))) drops.push(roster.idAt(slot));
  const dropped = await commitDelta(db, held, roster, { puts: [], drops, changes: [] }, { refused: null });
  if (dropped === 'superseded') return 'busy';
  const claim = await claimNow(deps, key);
  if (claim === undefined) return 'busy';
  try {
    const lostBefore = retentionOf(deps.config).lostBefore(deps.clock.now());
    const compacted = await compact(db, claim, { lostBefore, mayGoOn });
    await releaseHead(db, compacted.claim, {});
    if (compacted.outcome !== 'compacted') return 'busy';
    await removeLocator(db, key, current.generation);
    return 'clean';
  } catch (error) {
    await releaseHead(db, claim, {});
    throw error;
  }
}

/** The index of the others in their version stays, so that a walk under way tells each of them once. */
async function eraseFromChanges({ db }: Deps, head: Head, isErased: IsErased, people: Set<string>): Promise<void> {
  const range = changesRange(head.key, 0, head.version);
  const pages = queryPages(db, {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: { ':pk': range.pk, ':first': range.first, ':last': range.last },
    ConsistentRead: true,
  });
  for await (const page of pages) {
    for (const item of page) {
      const changes = unpackChanges(item);
      const kept = changes.filter((change) => !isAbout(change, change.network, isErased));
      if (kept.length === changes.length) continue;
      for (const { network, person, before } of changes.filter((change) => !kept.includes(change))) {
        people.add(personId(network, person.id));
        if (before?.id !== undefined && isErased(network, before.id)) people.add(personId(network, before.id));
      }
      const exists = { expression: 'attribute_exists(pk)' };
      await updateItem(db, { pk: String(item['pk']), sk: String(item['sk']) }, { set: packChanges(kept) }, exists);
    }
  }
}

/** Removes what no head leads to any more, once an hour has passed since. */
export async function removeErasedParts({ db, clock }: Deps, key: string): Promise<void> {
  await removeOrphans(db, key, { wall: clock.wall() });
}
