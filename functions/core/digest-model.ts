import type { DigestAudience, DigestCourse, DigestTrend } from './digest-numbers.ts';
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
  /** Of a loss: where the same person still is with the owner, "GitHub". */
  readonly stillOn?: readonly NetworkId[];
}

/** The same person on another network, by proof. */
export interface LinkedPerson {
  readonly personId: string;
  readonly network: NetworkId;
  readonly handle: string;
  readonly url: string;
  /** "each profile links the other" */
  readonly proof: string;
}

/** Something that a person would open to know more. */
export interface LookUp {
  readonly kind: 'profile' | 'site' | 'search';
  /** "github.com", "blog.example". */
  readonly label: string;
  readonly url: string;
}

/** Something they ask the public for, and with which of the owner's offers it meets. */
export interface PublicAsk {
  /** The line it comes from, in their words. */
  readonly line: string;
  readonly from: 'profile' | 'post';
  /** In the owner's words; absent: nothing that the owner offers by name. */
  readonly offer?: string;
}

/** What the owner wrote about somebody, shown before the next contact. */
export interface OwnersWords {
  readonly note?: string;
  readonly promise?: string;
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
  /** Several ways to begin, in one language, the starter first. */
  readonly openings?: readonly string[];
  /** The language of the openings. */
  readonly language?: 'en' | 'de';
  /** What the two share, in the owner's words. */
  readonly shared?: readonly string[];
  /** The same person elsewhere. */
  readonly linked?: readonly LinkedPerson[];
  readonly lookUps?: readonly LookUp[];
  /** The newest post of their own site. */
  readonly newestPost?: { readonly title: string; readonly url: string; readonly at?: number };
  readonly ask?: PublicAsk;
  /** The town that they say they live in. */
  readonly town?: string;
  /** Its zone, IANA. */
  readonly theirZone?: string;
  /** Times that would suit both. */
  readonly times?: readonly { readonly start: number; readonly end: number }[];
  readonly words?: OwnersWords;
}

/** Somebody the owner has met and may want to write to again. */
export interface WriteAgain {
  readonly person: DigestPerson;
  /** When the two were last in contact, as far as is known. */
  readonly lastContactAt?: number;
  readonly dueAt: number;
  readonly words?: OwnersWords;
}

export interface DigestTrouble {
  readonly accountId: string;
  readonly audienceId?: string;
  /** What could not be read. */
  readonly what: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** An account whose next official export is due, and how to get it. */
export interface DigestExport {
  readonly accountId: string;
  readonly network: NetworkId;
  /** When the last one was taken; absent before the first. */
  readonly takenAt?: number;
  /** Whole days since. */
  readonly days?: number;
  /** Where it is asked for, and how from there. */
  readonly link: string;
  readonly steps: string;
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

/** Three or more kindred people near the owner: one table for all instead of many coffees. */
export interface DigestTable {
  /** The owner's town. */
  readonly city: string;
  /** What they have in common, in the owner's words. */
  readonly ground: string;
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
  readonly tables?: readonly DigestTable[];
  /** Whom to write to again, longest silence first. */
  readonly writeAgain?: readonly WriteAgain[];
  /** Of those who had left and whom the owner invited, how many came back afterwards. */
  readonly wonBack?: { readonly returned: number; readonly invited: number };
  /** The last weeks, oldest first; the last point is this edition's. */
  readonly course?: readonly DigestCourse[];
  /** The last twelve weeks. */
  readonly trends?: readonly DigestTrend[];
  /** In a welcome: what kinds of people there are. */
  readonly segments?: readonly DigestSegment[];
  /** In a welcome: who lives in the owner's city. */
  readonly near?: DigestNear;
  readonly heldBack: { readonly missing: number; readonly held: number };
  readonly troubles: readonly DigestTrouble[];
  /** Accounts that a new export is due for. */
  readonly exports?: readonly DigestExport[];
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
