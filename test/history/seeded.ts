import type { DigestContent, Suggestion } from '../../functions/core/digest-model.ts';
import { audienceId, audienceKey, personId } from '../../functions/core/ids.ts';
import type { AudienceKind, Change, NetworkId, RosterRow } from '../../functions/core/model.ts';
import { commitDelta } from '../../functions/roster/commit.ts';
import { openRoster } from '../../functions/roster/open.ts';
import { projectHead } from '../../functions/roster/project.ts';
import { putAccount } from '../../functions/storage/accounts.ts';
import { putAudienceRef } from '../../functions/storage/audiences.ts';
import type { Db } from '../../functions/storage/db.ts';
import { freezeEdition, settleEdition } from '../../functions/storage/digests.ts';
import { claimHead, createHead, FRESH_HEAD, patchHead, readHead } from '../../functions/storage/heads.ts';
import type { AccountItem, Head, SnapshotItem } from '../../functions/storage/items.ts';
import { putSnapshot } from '../../functions/storage/snapshots.ts';

/** Seeds the table through the stores, as a pull does, with invented people. */

export const DAY = 24 * 60 * 60 * 1000;
export const NOW = Date.UTC(2026, 10, 22, 12);

export const baseAccount: Omit<AccountItem, 'owner' | 'accountId' | 'network'> = {
  stableId: 'did:plc:account',
  profile: { handle: 'alice.example', url: 'https://bsky.example/profile/alice.example', name: 'Alice' },
  followersCount: 25,
  track: { followers: true, following: true, likes: true, stars: true, postDays: 30, posts: 20, repositories: 100 },
  status: 'active',
  addedAt: NOW - 60 * DAY,
  resolvedAt: NOW - DAY,
};

const baseHead: Omit<Head, 'key' | 'owner' | 'network' | 'accountId' | 'kind' | 'audienceId'> = {
  target: 'did:plc:account',
  credentialId: 'bluesky:public',
  ...FRESH_HEAD,
  completePulls: 1,
  every: DAY,
  baselineAt: NOW - 30 * DAY,
  pulledAt: NOW - DAY,
  dueAt: NOW + DAY,
};

export interface Place {
  readonly owner: string;
  readonly accountId: string;
  readonly kind: AudienceKind;
  readonly item?: string;
}

/** Storage key of a place; its account's stable id is its name here. */
export function keyOf({ owner, accountId, kind, item }: Place): string {
  return audienceKey(owner, networkOf(accountId), accountId.slice(accountId.indexOf(':') + 1), kind, item);
}

export function networkOf(accountId: string): NetworkId {
  const networks: readonly NetworkId[] = ['bluesky', 'mastodon', 'github', 'list'];
  const network = networks.find((known) => accountId.startsWith(`${known}:`));
  if (network === undefined) throw new Error(`no network: ${accountId}`);
  return network;
}

export async function addAccount(
  db: Db,
  owner: string,
  accountId: string,
  more: Partial<AccountItem> = {},
): Promise<void> {
  await putAccount(db, { ...baseAccount, owner, accountId, network: networkOf(accountId), ...more });
}

export async function addAudience(db: Db, place: Place, more: Partial<Head> = {}): Promise<void> {
  const { owner, accountId, kind, item } = place;
  const network = networkOf(accountId);
  const key = keyOf(place);
  const head: Head = { ...baseHead, key, owner, network, accountId, kind, audienceId: idOf(place), item, ...more };
  await createHead(db, head);
  const { postedAt, title } = head;
  await putAudienceRef(db, { owner, audienceId: idOf(place), key, kind, accountId, network, item, postedAt, title });
}

export function idOf({ accountId, kind, item }: Place): string {
  return audienceId(accountId, kind, item);
}

/** A person by a number, and what told of them. */
export function change(n: number, more: Partial<Change> = {}): Change {
  return {
    kind: 'lost',
    verdict: 'unfollowed',
    at: NOW - 2 * DAY,
    detectedAt: NOW - DAY,
    person: {
      id: `did:plc:person${n}`,
      handle: `person${n}.example`,
      name: `Person ${n}`,
      url: `https://bsky.example/profile/person${n}.example`,
      bio: 'Bakes bread.',
      location: 'Leipzig',
      avatar: 'https://cdn.example/a.jpg',
      reach: 40 + n,
      links: ['https://person.example/'],
    },
    evidence: [
      { at: NOW - DAY, asked: 'app.bsky.graph.getRelationships', answered: 'no follow of you, account active' },
    ],
    ...more,
  };
}

/** Somebody gained has no verdict. */
export function gained(n: number, more: Partial<Change> = {}): Change {
  return change(n, { kind: 'gained', verdict: undefined, evidence: undefined, ...more });
}

/** Commits and projects changes as one version of an audience. */
export async function tell(db: Db, place: Place, changes: readonly Change[]): Promise<void> {
  const key = keyOf(place);
  const claim = await claimHead(db, key, { wall: NOW, leaseMs: 60_000 });
  if (claim === undefined) throw new Error(`${key} is leased`);
  const roster = await openRoster(db, claim.head);
  const known = new Set<string>();
  const puts = changes.flatMap(({ person, kind, at, verdict }): RosterRow[] => {
    if (known.has(person.id)) return [];
    known.add(person.id);
    const { id, ...profile } = person;
    const state = kind === 'lost' ? 'lost' : 'present';
    return [{ id, profile, state, stateAt: at, firstSeenAt: at, returns: 0, losses: 0, verdict }];
  });
  const outcome = await commitDelta(db, claim, roster, { puts, drops: [], changes }, {});
  if (outcome !== 'committed') throw new Error(`${key}: ${outcome}`);
  const head = await readHead(db, key, { consistent: true });
  if (head === undefined) throw new Error(`${key} has no head`);
  await projectHead(db, head);
}

/** Counts that no rows here stand behind: nothing can be told of the place after this. */
export async function setHead(db: Db, place: Place, patch: Partial<Head>): Promise<void> {
  await patchHead(db, keyOf(place), patch);
}

export async function addSnapshot(db: Db, place: Place, at: number, more: Partial<SnapshotItem> = {}): Promise<void> {
  await putSnapshot(db, {
    key: keyOf(place),
    at,
    startedAt: at - 60_000,
    listed: 24,
    duplicates: 1,
    pages: 2,
    isComplete: true,
    isAccepted: true,
    networkCount: 25,
    version: 1,
    gained: 1,
    lost: 2,
    returned: 0,
    edited: 0,
    ...more,
  });
}

export async function addEdition(
  db: Db,
  owner: string,
  digestId: string,
  period: string,
  suggestion: Partial<Suggestion> = {},
): Promise<void> {
  const person = { ...change(1).person, personId: personId('bluesky', 'did:plc:person1'), network: 'bluesky' as const };
  const lost = { person, kind: 'lost' as const, verdict: 'unfollowed' as const, at: NOW, audienceLabel: 'followers' };
  const content: DigestContent = {
    owner: { id: owner, name: `The owner ${owner}`, home: 'Leipzig' },
    digestId,
    kind: 'weekly',
    period,
    builtAt: NOW,
    from: NOW - 7 * DAY,
    to: NOW,
    audiences: [
      {
        audienceId: `bluesky:${owner}.example:followers`,
        accountId: `bluesky:${owner}.example`,
        network: 'bluesky',
        label: 'followers on Bluesky',
        count: 24,
        gained: 1,
        lost: 2,
        returned: 1,
        isCountOnly: false,
        baselineAt: NOW - 30 * DAY,
      },
    ],
    met: { met: 2, of: 24 },
    profilesKnown: { known: 20, of: 24 },
    gained: [{ ...lost, kind: 'gained', verdict: undefined }],
    notable: [{ person, reason: 'bakes bread, as you do' }],
    returned: [{ ...lost, kind: 'returned', verdict: undefined, awayMs: 9.04 * DAY, outreach: 'invited' }],
    lost: [lost],
    blocks: { blockedYou: 1, youBlocked: 0 },
    lostLikes: 3,
    edited: [{ ...lost, kind: 'edited', verdict: undefined, before: { handle: 'old.example' } }],
    suggestions: [
      {
        person,
        reasons: ['says "Leipzig", your city'],
        way: 'coffee',
        starter: 'Rye or wheat?',
        score: 3,
        stillThere: true,
        ...suggestion,
      },
    ],
    heldBack: { missing: 1, held: 0 },
    troubles: [{ accountId: `bluesky:${owner}.example`, what: 'likes could not be read', remedy: 'nothing to do' }],
    omitted: { gained: 0, lost: 0, returned: 0, edited: 0 },
  };
  const state = await freezeEdition(
    db,
    { content, versions: {}, isWelcomed: true, isForAll: true },
    undefined,
    NOW + 365 * DAY,
  );
  if (state === undefined) throw new Error(`${digestId} has an edition already`);
  await settleEdition(db, owner, digestId, state, NOW + 365 * DAY);
}
