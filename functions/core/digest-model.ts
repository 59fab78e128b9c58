import type { Change, ChangeKind, NetworkId, Profile, Verdict } from './model.ts';

/**
 * A digest as plain data: what the builder freezes, what the renderer draws, what the API shows.
 * JSON only, so that a test or a preview needs nothing else. Times are epoch milliseconds.
 */

/** A person in the digest. `personId` is the API's id. */
export interface DigestPerson extends Profile {
  readonly personId: string;
  readonly network: NetworkId;
}

export interface DigestChange {
  readonly person: DigestPerson;
  readonly kind: ChangeKind;
  readonly verdict?: Verdict;
  readonly at: number;
  readonly audienceLabel: string;
  /** One sentence on what proves it. */
  readonly evidence?: string;
  readonly before?: Change['before'];
  readonly awayMs?: number;
  /** Of a loss: how long they had been there; `atLeast` where we only know when we first looked. */
  readonly stayed?: { readonly ms: number; readonly atLeast: boolean };
  /** Outreach that preceded a return. */
  readonly outreach?: string;
}

export interface Suggestion {
  readonly person: DigestPerson;
  /** Printed reasons, strongest first: "you follow each other", "says 'Leipzig', your city". */
  readonly reasons: readonly string[];
  readonly way: 'coffee' | 'video';
  /** One opening sentence to start from, without a sales pitch. */
  readonly starter: string;
  readonly score: number;
  /** False for the at most two who left; the text never mentions it. */
  readonly stillThere: boolean;
}

export interface DigestAudience {
  readonly audienceId: string;
  readonly accountId: string;
  readonly network: NetworkId;
  /** "followers on Bluesky", "likes on Mastodon", "stars of garden-tools on GitHub". */
  readonly label: string;
  readonly count: number;
  readonly gained: number;
  readonly lost: number;
  readonly returned: number;
  /** Only numbers are known; nobody is ever named. */
  readonly isCountOnly: boolean;
  /** Count-only: by how much the number has moved since the last edition. */
  readonly net?: number;
  /** Count-only: how many came and went in that time, where the network says so. */
  readonly gainedCount?: number;
  readonly lostCount?: number;
  readonly baselineAt?: number;
  readonly pulledAt?: number;
}

export interface DigestTrouble {
  readonly accountId: string;
  readonly audienceId?: string;
  /** What could not be read. */
  readonly what: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** A kind of people in an audience, found only where it is sure. */
export interface DigestSegment {
  /** `journalists`, `developers`. */
  readonly label: string;
  readonly count: number;
  readonly examples: readonly DigestPerson[];
}

/** Who says that they live where the owner lives. */
export interface DigestNear {
  readonly city: string;
  readonly count: number;
  readonly people: readonly DigestPerson[];
}

/** One edition of a digest, frozen before the first recipient gets it. */
export interface DigestContent {
  readonly owner: { readonly id: string; readonly name: string; readonly home?: string };
  readonly digestId: string;
  readonly kind: 'welcome' | 'weekly';
  /** Names the week: the local date of its scheduled slot, `2026-11-16`. */
  readonly period: string;
  readonly builtAt: number;
  readonly from: number;
  readonly to: number;
  readonly audiences: readonly DigestAudience[];
  /** The gut check: how many of them one has met. */
  readonly met: { readonly met: number; readonly of: number };
  readonly profilesKnown: { readonly known: number; readonly of: number };
  readonly gained: readonly DigestChange[];
  /** New people who matter most; a few of `gained` or, in a welcome, of everybody. */
  readonly notable: readonly { readonly person: DigestPerson; readonly reason: string }[];
  readonly returned: readonly DigestChange[];
  /** Named losses of people; blocks are numbers only. */
  readonly lost: readonly DigestChange[];
  readonly blocks: { readonly blockedYou: number; readonly youBlocked: number };
  /** Likes that are no longer there, as a number. */
  readonly lostLikes: number;
  /** Stars that are no longer there, as a number. */
  readonly lostStars?: number;
  /** Why people left, counted, most frequent first; without blocks. */
  readonly causes?: readonly { readonly verdict: Verdict; readonly count: number }[];
  /** Renames and moves worth a line. */
  readonly edited: readonly DigestChange[];
  readonly suggestions: readonly Suggestion[];
  /** In a welcome: what kinds of people there are. */
  readonly segments?: readonly DigestSegment[];
  /** In a welcome: who lives in the owner's city. */
  readonly near?: DigestNear;
  readonly heldBack: { readonly missing: number; readonly held: number };
  readonly troubles: readonly DigestTrouble[];
  /** How many named changes did not fit the mail; the history API has them. */
  readonly omitted: {
    readonly gained: number;
    readonly lost: number;
    readonly returned: number;
    readonly edited: number;
    readonly audiences?: number;
    readonly troubles?: number;
  };
}
