import type { DigestCandidate, DigestLeaver } from '../core/digest-input.ts';
import { personId } from '../core/ids.ts';
import type { RosterRow } from '../core/model.ts';
import { isOfPeople as isKindOfPeople } from '../core/people-kinds.ts';
import { mayInferPlaces } from '../networks/terms.ts';
import { CorruptRosterError } from '../roster/errors.ts';
import { readRows } from '../roster/open.ts';
import type { Db } from '../storage/db.ts';
import type { AccountItem, Head } from '../storage/items.ts';
import { BestOf } from './best-of.ts';
import { type Tie, Ties } from './ties.ts';

const WEEK = 7 * 24 * 60 * 60 * 1000;
/** Whoever left longer ago is left alone. */
const LEFT_LATELY = 8 * WEEK;
/** Of an account's posts, so many of the newest say who likes it. */
const MOST_POSTS = 200;
/** Everybody up to twice as many; of larger audiences, those who promise most. */
const MOST_CANDIDATES = 100_000;
const MOST_LEAVERS = 10_000;

/** Who is, or was, around an owner's accounts. */
export interface GatheredPeople {
  readonly people: Iterable<DigestCandidate>;
  readonly leavers: Iterable<DigestLeaver>;
  /** Person ids in a block with the owner, on any of the accounts. */
  readonly blocked: ReadonlySet<string>;
  /** Lists whose stored roster cannot be put together: told as trouble, and the others are read all the same. */
  readonly damaged: readonly Head[];
  /** Those who were asked for by id, however long they have been away. */
  readonly watched: {
    readonly here: ReadonlyMap<string, DigestCandidate>;
    readonly away: ReadonlyMap<string, DigestLeaver>;
  };
  /** People of very large audiences who were counted but not looked at more closely. */
  readonly passedOver: { readonly people: number; readonly known: number };
}

/** An account of the digest with its lists. */
export interface AccountWithHeads {
  readonly account: AccountItem;
  readonly heads: readonly Head[];
}

/**
 * Reads the rosters of a digest's accounts, one batch of rows at a time, and merges what each says about a person.
 * Bounded: {@link MOST_POSTS} posts an account, twice {@link MOST_CANDIDATES} people in memory.
 * @param home the owner's, in their own words; neighbours are kept when there are too many people
 * @param now calendar, epoch ms
 * @param watch person ids that are told apart from all others
 */
export async function gatherPeople(
  db: Db,
  accounts: readonly AccountWithHeads[],
  options: {
    readonly home?: string | undefined;
    readonly now: number;
    readonly most?: number;
    readonly watch?: ReadonlySet<string>;
  },
): Promise<GatheredPeople> {
  const passedOver = { people: 0, known: 0 };
  const people = new BestOf<DigestCandidate>(options.most ?? MOST_CANDIDATES, ({ hydratedAt }) => {
    passedOver.people += 1;
    if (hydratedAt !== undefined) passedOver.known += 1;
  });
  const leavers = new BestOf<DigestLeaver>(MOST_LEAVERS);
  const blocked = new Set<string>();
  const damaged: Head[] = [];
  const watched = { here: new Map<string, DigestCandidate>(), away: new Map<string, DigestLeaver>() };
  const town = options.home?.split(',')[0]?.trim().toLowerCase() ?? '';

  for (const { account, heads } of accounts) {
    const ties = await readTies(db, account, heads, options.now, damaged, (row) => noteBlock(blocked, account, row));
    for (const head of heads.filter(isOfPeople)) {
      for await (const rows of soundRows(db, head, damaged)) {
        for (const row of rows) {
          noteBlock(blocked, account, row);
          const tie = ties.of(row.id);
          const candidate = candidateOf(account, row, tie);
          if (options.watch?.has(candidate.personId)) {
            if (row.state === 'lost') watched.away.set(candidate.personId, leaverOf(candidate, row, tie));
            else watched.here.set(candidate.personId, candidate);
          }
          if (row.state !== 'lost') people.add(promise(candidate, town), candidate);
          else if (options.now - row.stateAt <= LEFT_LATELY) {
            const leaver = leaverOf(candidate, row, tie);
            leavers.add(promise(leaver, town), leaver);
          }
        }
      }
    }
  }
  return { people: people.values(), leavers: leavers.values(), blocked, damaged, watched, passedOver };
}

/** Who blocked the owner, or was blocked, among the lists of accounts that the digest is not about. */
export async function gatherBlocks(
  db: Db,
  accounts: readonly AccountWithHeads[],
): Promise<Pick<GatheredPeople, 'blocked' | 'damaged'>> {
  const blocked = new Set<string>();
  const damaged: Head[] = [];
  for (const { account, heads } of accounts) {
    for (const head of heads.filter(isOfPeople)) {
      if (head.counts.lost === 0) continue;
      for await (const rows of soundRows(db, head, damaged)) for (const row of rows) noteBlock(blocked, account, row);
    }
  }
  return { blocked, damaged };
}

async function readTies(
  db: Db,
  account: AccountItem,
  heads: readonly Head[],
  now: number,
  damaged: Head[],
  seen: (row: RosterRow) => void,
): Promise<Ties> {
  const ties = new Ties(now);
  ties.addReplies(account.replies ?? []);
  for (const head of heads.filter(({ kind }) => kind === 'following')) {
    for await (const rows of soundRows(db, head, damaged)) for (const row of rows) ties.addFollowing(row);
  }
  const liked = heads
    .filter(({ kind, version }) => (kind === 'likes' || kind === 'stars') && version > 0)
    .sort((a, b) => (b.postedAt ?? b.pulledAt ?? 0) - (a.postedAt ?? a.pulledAt ?? 0));
  for (const head of liked.slice(0, MOST_POSTS)) {
    for await (const rows of soundRows(db, head, damaged)) {
      for (const row of rows) {
        seen(row);
        ties.addLike(row, head);
      }
    }
  }
  return ties;
}

async function* soundRows(db: Db, head: Head, damaged: Head[]): AsyncGenerator<RosterRow[]> {
  try {
    yield* readRows(db, head);
  } catch (error) {
    if (!(error instanceof CorruptRosterError)) throw error;
    damaged.push(head);
  }
}

function isOfPeople({ kind, version }: Head): boolean {
  return isKindOfPeople(kind) && version > 0;
}

function noteBlock(blocked: Set<string>, { network }: AccountItem, row: RosterRow): void {
  if (row.verdict === 'blocked-you' || row.verdict === 'you-blocked') blocked.add(personId(network, row.id));
}

function candidateOf(account: AccountItem, row: RosterRow, tie: Readonly<Tie>): DigestCandidate {
  const { isFollowed, likes, lastLikeAt, lostLikes, replies, lastReplyAt } = tie;
  return {
    personId: personId(account.network, row.id),
    network: account.network,
    profile: row.profile,
    state: row.state,
    firstSeenAt: row.firstSeenAt,
    mutual: isFollowed && row.state !== 'lost',
    ...{ likes, lostLikes, replies },
    ...(row.since === undefined ? {} : { since: row.since }),
    ...(lastLikeAt === undefined ? {} : { lastLikeAt }),
    ...(lastReplyAt === undefined ? {} : { lastReplyAt }),
    returns: row.returns,
    losses: row.losses,
    ...(row.hydratedAt === undefined ? {} : { hydratedAt: row.hydratedAt }),
  };
}

function leaverOf(candidate: DigestCandidate, row: RosterRow, tie: Readonly<Tie>): DigestLeaver {
  return {
    ...candidate,
    verdict: row.verdict ?? 'unknown',
    lostAt: row.stateAt,
    wasMutual: tie.wasFollowed,
    hadReplied: tie.replies > 0,
  };
}

/** Who is worth a closer look, cheaply: ties first, then neighbours, then known and widely heard people. */
function promise(candidate: DigestCandidate, town: string): number {
  const { network, mutual, likes, lostLikes, replies, hydratedAt, profile } = candidate;
  const isNear = town !== '' && mayInferPlaces(network) && profile.location?.toLowerCase().includes(town) === true;
  return (
    (mutual ? 3 : 0) +
    3 * Math.min(replies, 3) +
    Math.min(likes + lostLikes, 5) +
    (isNear ? 4 : 0) +
    (hydratedAt === undefined ? 0 : 1) +
    Math.log10(1 + (profile.reach ?? 0))
  );
}
