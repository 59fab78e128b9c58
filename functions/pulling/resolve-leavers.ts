import { isBareId } from '../core/bare-ids.ts';
import type { Profile, RosterRow } from '../core/model.ts';
import type { Connector } from '../networks/network.ts';
import { commitDelta } from '../roster/commit.ts';
import { HELD_IN_A_PULL, openRoster } from '../roster/open.ts';
import type { Roster } from '../roster/roster.ts';
import { listAudienceRefs } from '../storage/audiences.ts';
import { readHead, releaseHead } from '../storage/heads.ts';
import type { AccountItem, Head } from '../storage/items.ts';
import { rewriteChangesOf, rewriteChangesUnder } from '../storage/rewrite-changes.ts';
import { claimNow } from './claim-now.ts';
import type { PullDeps } from './deps.ts';
import { finishVersions } from './finish.ts';

/** People looked up in one run, at most. */
const MOST = 1_000;
/** Rows that are looked at together: of a large audience they lie all over its segments. */
const AT_ONCE = 20_000;

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
    const roster = await openRoster(deps.db, claim.head, { mostHeld: HELD_IN_A_PULL });
    const bare = await bareLeavers(roster);
    const profiles = new Map<string, Profile>();
    try {
      const people = bare.map(({ id, profile }) => ({ id, handle: profile.handle }));
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

/** The latest of those of whom nothing but the id is known. */
async function bareLeavers(roster: Roster): Promise<RosterRow[]> {
  const away = [...roster.away()].sort((a, b) => b.stateAt - a.stateAt);
  const bare: RosterRow[] = [];
  for (let at = 0; at < away.length && bare.length < MOST; at += AT_ONCE) {
    const rows = await roster.rowsOf(away.slice(at, at + AT_ONCE).map(({ slot }) => slot));
    bare.push(...rows.filter(({ id, profile }) => isBareId(id, profile)));
  }
  return bare.slice(0, MOST);
}

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
