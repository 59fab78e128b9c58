import type { DigestExport, DigestTrouble, OwnersWords, WriteAgain } from './digest-model.ts';
import type { DigestAudience, DigestCourse } from './digest-numbers.ts';
import type { TrendList } from './digest-trend.ts';
import type { AudienceKind, Change, NetworkId, PersonState, Profile, Verdict } from './model.ts';
import type { SameLink } from './same-person.ts';

/**
 * What a digest is built from: plain data that the caller gathered. Times are epoch milliseconds; everybody is named
 * by the API's person id.
 */

export interface DigestOwner {
  readonly id: string;
  readonly name: string;
  /** In the owner's own words: "Leipzig, Germany". */
  readonly home?: string;
  readonly timeZone: string;
  /** Language codes, best first. */
  readonly languages: readonly string[];
  readonly interests: readonly string[];
  readonly organisations: readonly string[];
  readonly projects: readonly string[];
  readonly offers: readonly string[];
}

export interface DigestAudienceInput {
  readonly audienceId: string;
  readonly accountId: string;
  readonly network: NetworkId;
  readonly kind: AudienceKind;
  /** Of stars: the repository's name. */
  readonly title?: string;
  readonly counts: {
    readonly present: number;
    readonly missing: number;
    readonly held: number;
    readonly hidden: number;
  };
  readonly baselineAt?: number;
  readonly pulledAt?: number;
  /** A post that is watched no more and has news left to tell; it does not count among the likes that there are. */
  readonly isClosed?: boolean;
  readonly isCountOnly: boolean;
  /** Count-only: the number that the last edition told. */
  readonly countBefore?: number;
  /** Count-only: the network rounds its number, so that what it does in between says nothing. */
  readonly isRounded?: boolean;
  /** Count-only: how many came and went since the last edition, on the days that the network has settled. */
  readonly gainedCount?: number;
  readonly lostCount?: number;
}

/** A change as it is kept, as far as a digest needs it. `storage`'s StoredChange is one. */
export interface DigestInputChange extends Change {
  readonly id: string;
  readonly network: NetworkId;
  readonly audienceId: string;
  readonly audienceKind: AudienceKind;
}

/** Somebody of a followers' or members' audience, merged over the audiences of one account. */
export interface DigestCandidate {
  readonly personId: string;
  readonly network: NetworkId;
  readonly profile: Profile;
  readonly state: PersonState;
  readonly firstSeenAt: number;
  /** When they followed, if the network dates it. */
  readonly since?: number;
  /** The owner follows them too. */
  readonly mutual: boolean;
  /** Likes and stars that still stand. */
  readonly likes: number;
  readonly lastLikeAt?: number;
  readonly replies: number;
  readonly lastReplyAt?: number;
  /** Likes and stars taken back lately. */
  readonly lostLikes: number;
  readonly returns: number;
  readonly losses: number;
  /** When the full profile was last looked up; absent: only what lists carry is known. */
  readonly hydratedAt?: number;
}

/** Somebody who left a followers' or members' audience. */
export interface DigestLeaver extends DigestCandidate {
  readonly verdict: Verdict;
  readonly lostAt: number;
  /** Owner and person followed each other before. */
  readonly wasMutual: boolean;
  /** They had replied to the owner before. */
  readonly hadReplied: boolean;
}

export const OUTREACH_STATES = ['suggested', 'invited', 'met', 'snoozed', 'never'] as const;
export type OutreachState = (typeof OUTREACH_STATES)[number];

export interface DigestOutreach {
  readonly state: OutreachState;
  readonly at: number;
  /** Of `snoozed`: not before. */
  readonly until?: number;
  /** The two have met, whatever came afterwards. */
  readonly hasMet?: boolean;
  /** The owner invited them, whatever came afterwards. */
  readonly wasInvited?: boolean;
  readonly words?: OwnersWords;
}

export interface DigestInput {
  readonly owner: DigestOwner;
  readonly digestId: string;
  readonly kind: 'welcome' | 'weekly';
  /** Local date of the scheduled slot in the owner's zone, `2026-11-16`. */
  readonly period: string;
  readonly from: number;
  readonly to: number;
  readonly builtAt: number;
  /** At most this many suggestions, 0 to 5. */
  readonly most: number;
  readonly audiences: readonly DigestAudienceInput[];
  /** As the last edition told them. */
  readonly audiencesBefore?: readonly DigestAudience[];
  /** In the order in which they were committed. */
  readonly changes: Iterable<DigestInputChange>;
  /** Walked once. */
  readonly people: Iterable<DigestCandidate>;
  readonly leavers: Iterable<DigestLeaver>;
  /** Person ids the owner never wants suggested. */
  readonly never: Iterable<string>;
  /** Person ids known to have blocked the owner, or been blocked, at any time on any account. */
  readonly blocked?: Iterable<string>;
  /** When each person was last suggested. */
  readonly suggestedAt: Readonly<Record<string, number>>;
  readonly outreach: Readonly<Record<string, DigestOutreach>>;
  readonly troubles: readonly DigestTrouble[];
  readonly exports?: readonly DigestExport[];
  /** Who is the same person elsewhere. What holds for one of them (outreach, rest, "never") is given for each. */
  readonly links?: ReadonlyMap<string, readonly SameLink[]>;
  readonly writeAgain?: readonly WriteAgain[];
  readonly wonBack?: { readonly returned: number; readonly invited: number };
  /** The course up to the last edition. */
  readonly course?: readonly DigestCourse[];
  /** Readings of the last twelve weeks. */
  readonly trendLists?: readonly TrendList[];
  readonly heldBack: { readonly missing: number; readonly held: number };
}
