import { isBareId } from '../core/bare-ids.ts';
import { pullInterval } from '../core/due.ts';
import type { Finding, RosterRow } from '../core/model.ts';
import { bareRow, type Withdrawn } from '../core/withdrawal.ts';
import type { AudienceTarget, Connector } from '../networks/network.ts';
import { MICROS } from '../networks/purse.ts';
import { termsOf } from '../networks/terms.ts';
import { PRICES } from '../networks/x/prices.ts';
import { commitDelta } from '../roster/commit.ts';
import { HELD_IN_A_PULL, openRoster } from '../roster/open.ts';
import type { Roster } from '../roster/roster.ts';
import { listAudienceRefs } from '../storage/audiences.ts';
import { readHead, releaseHead } from '../storage/heads.ts';
import type { AccountItem, Head } from '../storage/items.ts';
import { noteWithdrawal } from '../storage/withdrawals.ts';
import { claimNow } from './claim-now.ts';
import type { PullDeps } from './deps.ts';
import { finishVersions } from './finish.ts';
import { resolvedOf } from './resolved-account.ts';

const DAY = 86_400_000;
/** Who left is looked up again after this long. */
const STALE_AFTER = 30 * DAY;
/** Of the month's budget, at most this part: lists come first. */
const SHARE = 1 / 20;
const MONTH = 30.44 * DAY;
/** People in one run, at most: one look-up. */
const MOST = 100;
/** Rows that are looked at together. */
const AT_ONCE = 1_000;

type Deps = Pick<PullDeps, 'db' | 'clock' | 'config' | 'aloneSince'>;

/**
 * Looks up again who has left, those first who were not looked at for longest: a list shows when somebody who is on it is
 * suspended, deleted or protected, and nothing shows it of those who are not. What their network wants to go is withdrawn
 * from everything that is kept. Nothing is told by it; a failure costs nothing, and the rest follow next time.
 */
export async function recheckLeavers(deps: Deps, account: AccountItem, connector: Connector): Promise<void> {
  const { budget, owner, accountId, network } = account;
  if (budget === undefined || termsOf(network).dropsWithdrawn !== true) return;
  const runs = MONTH / pullInterval(account.every, 0, network);
  const affordable = Math.floor((budget.usdPerMonth * SHARE * MICROS) / PRICES.user / runs);
  const most = Math.min(MOST, Math.max(1, affordable));
  const refs = await listAudienceRefs(deps.db, owner, accountId);
  for (const key of new Set(refs.filter(({ kind }) => kind === 'followers').map((ref) => ref.key))) {
    const head = await readHead(deps.db, key, { consistent: true });
    if (head !== undefined && isFree(head)) await recheck(deps, account, key, connector, most);
  }
}

/** A walk that waits, or a refused list, counts over the roster as it is. */
const isFree = ({ checkpoint, refused, counts }: Head): boolean =>
  checkpoint === undefined && refused === undefined && counts.lost > 0;

async function recheck(
  deps: Deps,
  account: AccountItem,
  key: string,
  connector: Connector,
  most: number,
): Promise<void> {
  const { db, clock } = deps;
  const claim = await claimNow(deps, key);
  if (claim === undefined) return;
  try {
    await finishVersions(deps, claim.head, { compact: false });
    const roster = await openRoster(db, claim.head, { mostHeld: HELD_IN_A_PULL });
    const rows = await longestNotLookedAt(roster, clock.now(), most);
    // Asked as of a list that says nothing of ties: that costs a look-up each, and not who may ask.
    const target: AudienceTarget = { kind: 'following', target: claim.head.target };
    const findings = await ask(connector, account, target, rows);
    const withdrawn = rows.flatMap((row) => withdrawnOf(row, findings.get(row.id)));
    if (withdrawn.length > 0) {
      const { owner, accountId } = account;
      await noteWithdrawal(db, { audienceKey: key, owner, accountId, at: clock.wall(), people: withdrawn });
    }
    const bare = new Map(withdrawn.map(({ id, profile }) => [id, profile]));
    const puts = rows.flatMap((row) => {
      const finding = findings.get(row.id);
      if (finding === undefined) return [];
      const profile = bare.get(row.id) ?? finding.profile ?? row.profile;
      return [{ ...bareRow(row, profile), hydratedAt: clock.now() }];
    });
    if (puts.length === 0) await releaseHead(db, claim, {});
    else await commitDelta(db, claim, roster, { puts, drops: [], changes: [] }, {});
  } catch (error) {
    await releaseHead(db, claim, {});
    throw error;
  }
}

async function longestNotLookedAt(roster: Roster, now: number, most: number): Promise<readonly RosterRow[]> {
  const left = [...roster.away()].filter(({ state, stateAt }) => state === 'lost' && now - stateAt > STALE_AFTER);
  let found: RosterRow[] = [];
  for (let at = 0; at < left.length; at += AT_ONCE) {
    const rows = await roster.rowsOf(left.slice(at, at + AT_ONCE).map(({ slot }) => slot));
    const stale = [...found, ...rows.filter((row) => isStale(row, now))];
    found = stale.sort((a, b) => lookedAt(a) - lookedAt(b)).slice(0, most);
  }
  return found;
}

async function ask(
  connector: Connector,
  account: AccountItem,
  target: AudienceTarget,
  rows: readonly RosterRow[],
): Promise<ReadonlyMap<string, Finding>> {
  const findings = new Map<string, Finding>();
  try {
    const people = rows.map(({ id, profile }) => ({ id, handle: profile.handle }));
    for await (const finding of connector.verify(resolvedOf(account), target, people))
      findings.set(finding.id, finding);
  } catch {
    // Limits, outages and an empty purse show when the lists are read.
  }
  return findings;
}

const lookedAt = ({ stateAt, hydratedAt = 0 }: RosterRow): number => Math.max(stateAt, hydratedAt);

/** Of whom nothing but an id is known, nothing is left to go. */
const isStale = (row: RosterRow, now: number): boolean =>
  row.state === 'lost' && !isBareId(row.id, row.profile) && now - lookedAt(row) > STALE_AFTER;

function withdrawnOf(row: RosterRow, finding: Finding | undefined): Withdrawn[] {
  const profile = finding?.profile;
  if (profile === undefined) return [];
  const isNowProtected = profile.isProtected === true && row.profile.isProtected !== true;
  return finding?.isWithdrawn === true || isNowProtected ? [{ id: row.id, profile }] : [];
}
