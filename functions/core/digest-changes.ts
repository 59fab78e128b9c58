import type { AudienceTally } from './digest-audiences.ts';
import type { DigestInputChange } from './digest-input.ts';
import { personId } from './ids.ts';
import type { Verdict } from './model.ts';
import { isOfPeople } from './people-kinds.ts';

const BLOCKS: ReadonlySet<Verdict | undefined> = new Set(['blocked-you', 'you-blocked']);

/** The changes of a digest's time, sorted by what the digest does with them. */
export interface SortedChanges {
  readonly gained: readonly DigestInputChange[];
  readonly returned: readonly DigestInputChange[];
  /** Without blocks. */
  readonly lost: readonly DigestInputChange[];
  /** Renames and moves. */
  readonly edited: readonly DigestInputChange[];
  readonly blocks: { readonly blockedYou: number; readonly youBlocked: number };
  readonly lostLikes: number;
  readonly lostStars: number;
  readonly causes: readonly { readonly verdict: Verdict; readonly count: number }[];
  readonly tallies: ReadonlyMap<string, AudienceTally>;
  /** Person ids in a block with the owner, whatever the audience. */
  readonly blocked: ReadonlySet<string>;
}

export function changePersonId(change: DigestInputChange): string {
  return personId(change.network, change.person.id);
}

/**
 * Sorts changes. Within one audience the last word about a person counts: who came and left within the week left, who
 * left and came back came back. Only followers and members are named; likes and stars are numbers; `following` is the
 * owner's own doing and never told.
 */
export function sortChanges(changes: Iterable<DigestInputChange>): SortedChanges {
  const last = new Map<string, DigestInputChange>();
  const renames = new Map<string, DigestInputChange>();
  const blocked = new Set<string>();
  for (const change of changes) {
    const id = changePersonId(change);
    if (BLOCKS.has(change.verdict)) blocked.add(id);
    if (change.audienceKind === 'following') continue;
    if (change.kind === 'edited' || change.kind === 'moved') {
      if (isNamed(change) && isRename(change)) renames.set(id, firstBefore(renames.get(id), change));
    } else {
      last.set(`${change.audienceId} ${id}`, change);
    }
  }

  const tallies = new Map<string, AudienceTally>();
  const sorted = { gained: new Map(), returned: new Map(), lost: new Map() } satisfies Record<
    string,
    Map<string, DigestInputChange>
  >;
  const blockedYou = new Set<string>();
  const youBlocked = new Set<string>();
  const causes = new Map<Verdict, number>();
  let lostLikes = 0;
  let lostStars = 0;
  for (const change of last.values()) {
    const kind = change.kind === 'gained' || change.kind === 'returned' ? change.kind : 'lost';
    const tally = tallies.get(change.audienceId) ?? { gained: 0, lost: 0, returned: 0 };
    tally[kind] += 1;
    tallies.set(change.audienceId, tally);
    const id = changePersonId(change);
    const verdict = change.verdict ?? 'unknown';
    if (!isNamed(change)) {
      // A like that went with its account or behind a block was not taken back.
      const isTakenBack = kind === 'lost' && ['unliked', 'unfollowed', 'unlisted', 'unknown'].includes(verdict);
      if (isTakenBack && change.audienceKind === 'likes') lostLikes += 1;
      if (isTakenBack && change.audienceKind === 'stars') lostStars += 1;
    } else if (kind === 'lost' && BLOCKS.has(verdict)) {
      (verdict === 'blocked-you' ? blockedYou : youBlocked).add(id);
    } else {
      if (kind === 'lost' && !sorted.lost.has(id)) causes.set(verdict, (causes.get(verdict) ?? 0) + 1);
      sorted[kind].set(id, sorted[kind].get(id) ?? change);
    }
  }
  return {
    gained: [...sorted.gained.values()],
    returned: [...sorted.returned.values()],
    lost: [...sorted.lost.values()],
    edited: [...renames.values()],
    blocks: { blockedYou: blockedYou.size, youBlocked: youBlocked.size },
    lostLikes,
    lostStars,
    causes: [...causes]
      .map(([verdict, count]) => ({ verdict, count }))
      .sort((a, b) => b.count - a.count || (a.verdict < b.verdict ? -1 : 1)),
    tallies,
    blocked,
  };
}

function isNamed({ audienceKind }: DigestInputChange): boolean {
  return isOfPeople(audienceKind);
}

function isRename({ kind, before, person }: DigestInputChange): boolean {
  return kind === 'moved' || (before?.handle !== undefined && before.handle !== person.handle);
}

/** Two renames in a week are one: from the first name to the last. */
function firstBefore(earlier: DigestInputChange | undefined, change: DigestInputChange): DigestInputChange {
  return earlier?.before === undefined ? change : { ...change, before: { ...change.before, ...earlier.before } };
}
