import { isBareId } from '../core/bare-ids.ts';
import type { Profile, RosterRow } from '../core/model.ts';
import type { Connector } from '../networks/network.ts';
import { commitDelta } from '../roster/commit.ts';
import { openRoster } from '../roster/open.ts';
import { listAudienceRefs } from '../storage/audiences.ts';
import { readHead, releaseHead } from '../storage/heads.ts';
import type { AccountItem, Head } from '../storage/items.ts';
import { rewriteChangesOf, rewriteChangesUnder } from '../storage/rewrite-changes.ts';
import { claimNow } from './claim-now.ts';
import type { PullDeps } from './deps.ts';
import { finishVersions } from './finish.ts';

/** People looked up in one run, at most. */
const MOST = 1_000;

type Deps = Pick<PullDeps, 'db' | 'clock' | 'config' | 'aloneSince'>;

/**
 * Finds out who they were that left between two archives: those hold bare ids. Before anything else is paid for, since
 * whoever is still there is named by the list itself, and whoever left may be gone for good soon. Within the budget; a
 * failure costs nothing but the names, and those who are left follow next time.
 */
export async function resolveLeavers(deps: Deps, account: AccountItem, connector: Connector): Promise<void> {
  const refs = await listAudienceRefs(deps.db, account.owner, account.accountId);
  const keys = new Set(refs.filter(({ kind }) => kind === 'followers').map(({ key }) => key));
  for (const key of keys) {
    const head = await readHead(deps.db, key, { consistent: true });
    if (head !== undefined && hasExportedLeavers(head)) await resolve(deps, head, connector);
  }
}

/** A walk that waits, or a refused list, counts over the roster as it is. */
function hasExportedLeavers({ exportAt, counts, checkpoint, refused }: Head): boolean {
  const isFree = checkpoint === undefined && refused === undefined;
  return exportAt !== undefined && isFree && counts.lost + counts.missing + counts.held > 0;
}

async function resolve(deps: Deps, { key, owner, network }: Head, connector: Connector): Promise<void> {
  const claim = await claimNow(deps, key);
  if (claim === undefined) return;
  try {
    await finishVersions(deps, claim.head, { compact: false });
    const roster = await openRoster(deps.db, claim.head);
    const bare = [...roster.rows()].filter(isBareLeaver).sort((a, b) => b.stateAt - a.stateAt);
    const profiles = new Map<string, Profile>();
    try {
      const people = bare.slice(0, MOST).map(({ id, profile }) => ({ id, handle: profile.handle }));
      for await (const { id, profile } of connector.hydrate(people)) profiles.set(id, profile);
    } catch {
      // Limits, outages and an empty purse show when the lists are read.
    }
    const puts = bare.flatMap((row) => {
      const profile = profiles.get(row.id);
      return profile === undefined ? [] : [{ ...row, profile, hydratedAt: deps.clock.now() }];
    });
    // What is told first and named afterwards is named again by a repeat; the other way round it never would be.
    await nameInChanges(deps, { key, owner, network }, profiles);
    await commitDelta(deps.db, claim, roster, { puts, drops: [], changes: [] }, {});
  } catch (error) {
    await releaseHead(deps.db, claim, {});
    throw error;
  }
}

const isBareLeaver = ({ id, state, profile }: RosterRow): boolean => state !== 'present' && isBareId(id, profile);

async function nameInChanges(
  { db }: Deps,
  { key, owner, network }: Pick<Head, 'key' | 'owner' | 'network'>,
  profiles: ReadonlyMap<string, Profile>,
): Promise<void> {
  if (profiles.size === 0) return;
  const named = <T extends { readonly person: { readonly id: string; readonly handle: string } }>(change: T): T => {
    const profile = profiles.get(change.person.id);
    const isBare = change.person.handle === change.person.id;
    return profile === undefined || !isBare ? change : { ...change, person: { id: change.person.id, ...profile } };
  };
  await rewriteChangesOf(db, key, named);
  await rewriteChangesUnder(db, owner, network, profiles.keys(), named);
}
