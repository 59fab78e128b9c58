import { pullInterval } from '../core/due.ts';
import { EXPORT_ITEM } from '../core/export-lists.ts';
import { audienceId, audienceKey } from '../core/ids.ts';
import type { AudienceKind } from '../core/model.ts';
import type { AudienceTarget, Connector, Discovery, ResolvedAccount, TrackSettings } from '../networks/network.ts';
import { updateAccount } from '../storage/accounts.ts';
import { listAudienceRefs, putAudienceRef } from '../storage/audiences.ts';
import { createHead, FRESH_HEAD, type HeadPatch, patchHead, readHead } from '../storage/heads.ts';
import type { AccountItem, Head } from '../storage/items.ts';
import type { PullDeps } from './deps.ts';
import { IdentityChangedError } from './failure.ts';

const DAY = 86_400_000;

/**
 * Looks an account up and finds out which lists it has now: new posts get an audience, posts that aged out or were
 * deleted close theirs (nobody took a like back), and each list learns the network's own count.
 * @throws the network's errors, and IdentityChangedError when the handle now belongs to somebody else
 */
export async function refreshAccount(
  deps: PullDeps,
  account: AccountItem,
  connector: Connector,
): Promise<ResolvedAccount> {
  const now = deps.clock.now();
  const resolved = await connector.resolve(account.accountId.slice(account.accountId.indexOf(':') + 1));
  if (account.stableId !== undefined && account.stableId !== resolved.stableId) {
    throw new IdentityChangedError(
      `${account.accountId} now belongs to another account than before. If that is yours too, declare it under its new name; ` +
        'if you were renamed, declare the new handle: the history goes on with it.',
    );
  }
  await updateAccount(deps.db, account.owner, account.accountId, {
    reading: 'api',
    stableId: resolved.stableId,
    profile: resolved.profile,
    followersCount: resolved.followersCount,
    resolvedAt: now,
  });
  const discovery = await connector.discover(resolved, account.track, now);
  await openAudiences(deps, account, resolved, connector, discovery);
  await closeAudiences(deps, account, resolved, discovery);
  await updateAccount(deps.db, account.owner, account.accountId, {
    lastError: undefined,
    ...(discovery.replies.length > 0 ? { replies: discovery.replies.slice(0, 500) } : {}),
  });
  return resolved;
}

async function openAudiences(
  deps: PullDeps,
  account: AccountItem,
  resolved: ResolvedAccount,
  connector: Connector,
  discovery: Discovery,
): Promise<void> {
  for (const target of discovery.audiences) {
    const key = audienceKey(account.owner, account.network, resolved.stableId, target.kind, target.item);
    const head = await readHead(deps.db, key);
    if (head === undefined) await openAudience(deps, account, connector, key, target);
    else await refreshAudience(deps, account, connector, head, target);
  }
}

/** What a list of audiences shows of a post or repository. */
function detailsOf(target: AudienceTarget): Pick<AudienceTarget, 'item' | 'title' | 'postedAt'> {
  return {
    ...(target.item === undefined ? {} : { item: target.item }),
    ...(target.title === undefined ? {} : { title: target.title }),
    ...(target.postedAt === undefined ? {} : { postedAt: target.postedAt }),
  };
}

async function openAudience(
  deps: PullDeps,
  account: AccountItem,
  connector: Connector,
  key: string,
  target: AudienceTarget,
): Promise<void> {
  const id = audienceId(account.accountId, target.kind, target.item);
  const details = detailsOf(target);
  // The head comes last: an audience that is pulled can always be listed.
  const { owner, network, accountId } = account;
  await putAudienceRef(deps.db, { owner, audienceId: id, key, kind: target.kind, accountId, network, ...details });
  await createHead(deps.db, {
    ...FRESH_HEAD,
    ...details,
    key,
    owner,
    network,
    accountId,
    kind: target.kind,
    audienceId: id,
    target: target.target,
    credentialId: connector.credentialId,
    every: pullInterval(account.every, target.count ?? 0, network),
    dueAt: deps.clock.now(),
    ...(target.count === undefined ? {} : { networkCount: target.count }),
    ...(target.isCountOnly === true ? { countOnly: { isRounded: false } } : {}),
  });
}

async function refreshAudience(
  deps: PullDeps,
  account: AccountItem,
  connector: Connector,
  head: Head,
  target: AudienceTarget,
): Promise<void> {
  const isBack = head.status === 'closed' || head.status === 'stopped';
  const id = audienceId(account.accountId, target.kind, target.item);
  const every = pullInterval(account.every, target.count ?? head.counts.present, account.network);
  if (head.audienceId !== id) {
    // The account was declared under its new handle: the history goes on under the new name.
    const { owner, network, accountId } = account;
    const ref = { owner, audienceId: id, key: head.key, kind: target.kind, accountId, network };
    await putAudienceRef(deps.db, { ...ref, ...detailsOf(target) });
  }
  // Nobody asked until now (its lists came as exports), or it waited for a budget that may have been raised.
  const isWanted = head.dueAt === undefined || head.lastError?.code === 'budget-spent';
  const isUnchanged =
    !isBack &&
    !isWanted &&
    head.audienceId === id &&
    head.networkCount === target.count &&
    head.target === target.target &&
    head.every === every &&
    (head.countOnly !== undefined) === (target.isCountOnly === true) &&
    head.credentialId === connector.credentialId;
  if (isUnchanged) return;
  await patchHead(deps.db, head.key, {
    audienceId: id,
    accountId: account.accountId,
    target: target.target,
    credentialId: connector.credentialId,
    every,
    networkCount: target.count ?? null,
    ...numbersOrNames(head, target),
    ...(isBack ? { status: 'active', closedReason: null, dueAt: deps.clock.now() } : {}),
    ...(isWanted && !isBack ? { dueAt: deps.clock.now() } : {}),
    // Wanted more often than before: not only from the next time on.
    ...(!isBack && !isWanted && every < head.every && head.dueAt !== undefined
      ? { dueAt: Math.min(head.dueAt, deps.clock.now() + every) }
      : {}),
  });
}

/**
 * Numbers and names never mix: a list that is named from now on begins with a baseline of its own, and one of which only
 * a number is told from now on keeps its roster as it was, because a number says of nobody that they left.
 */
function numbersOrNames(head: Head, target: AudienceTarget): HeadPatch {
  if (target.isCountOnly === true) {
    return head.countOnly === undefined ? { countOnly: { isRounded: false }, checkpoint: null } : {};
  }
  if (head.countOnly === undefined) return {};
  return { countOnly: null, ...(head.version === 0 ? { baselineAt: null, pulledAt: null, completePulls: 0 } : {}) };
}

/**
 * Closes the lists that are no longer there or no longer tracked. Their rosters stay: likes still count per person.
 * A post is taken for deleted only if the list of posts was read whole and it should have been in it.
 */
async function closeAudiences(
  deps: PullDeps,
  account: AccountItem,
  resolved: ResolvedAccount,
  discovery: Discovery,
): Promise<void> {
  const open = new Set(
    discovery.audiences.map((target) =>
      audienceKey(account.owner, account.network, resolved.stableId, target.kind, target.item),
    ),
  );
  for (const ref of await listAudienceRefs(deps.db, account.owner, account.accountId)) {
    if (open.has(ref.key) || ref.item === EXPORT_ITEM) continue;
    const isItem = ref.kind === 'likes' || ref.kind === 'stars';
    const isTracked = account.track[trackedAs(ref.kind)];
    if (isTracked && (!isItem || !discovery.isWhole)) continue;
    const head = await readHead(deps.db, ref.key);
    if (head === undefined || head.status === 'closed' || head.status === 'stopped') continue;
    const reason = isTracked ? closedReason(ref, account.track, discovery, deps.clock.now()) : undefined;
    await patchHead(deps.db, ref.key, {
      status: reason === undefined ? 'stopped' : 'closed',
      dueAt: null,
      checkpoint: null,
      ...(reason === undefined ? {} : { closedReason: reason }),
    });
  }
}

/** Under which setting a list is tracked: whatever is not posts, repositories or whom one follows goes by `followers`. */
function trackedAs(kind: AudienceKind): 'followers' | 'following' | 'likes' | 'stars' {
  return kind === 'following' || kind === 'likes' || kind === 'stars' ? kind : 'followers';
}

function closedReason(
  ref: { readonly kind: string; readonly postedAt?: number | undefined },
  track: TrackSettings,
  discovery: Discovery,
  now: number,
): 'aged' | 'deleted' {
  if (ref.kind !== 'likes') {
    // With as many repositories as are tracked, one may have fallen out of them; else it is gone or no longer public.
    const repositories = discovery.audiences.filter((target) => target.kind === 'stars').length;
    return repositories >= track.repositories ? 'aged' : 'deleted';
  }
  if (ref.postedAt === undefined || ref.postedAt < now - track.postDays * DAY) return 'aged';
  const posts = discovery.audiences.filter((target) => target.kind === 'likes');
  const oldest = Math.min(...posts.map((post) => post.postedAt ?? now));
  return posts.length >= track.posts && ref.postedAt < oldest ? 'aged' : 'deleted';
}
