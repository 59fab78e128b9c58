import type { DigestOwner } from './digest-input.ts';
import type { NetworkId, Profile } from './model.ts';

/** Something owner and person share, in the owner's own words. */
export interface SharedThing {
  readonly kind: 'interest' | 'organisation' | 'project';
  readonly term: string;
}

/** A home in, or near, the owner's town. Towns only, never a distance: a town's name is no address. */
export interface NearCity {
  /** The owner's. */
  readonly home: string;
  /** The one they say: the same, or one close by. */
  readonly city: string;
  readonly isSame: boolean;
  /** By the owner's correction, not by their own words. */
  readonly isCorrected?: boolean;
}

/** Who is asked about, where more than their words counts: the network's terms, the owner's corrections. */
export interface Asked {
  readonly personId: string;
  readonly network: NetworkId;
}

/** What a starter can build on, strongest first. */
export type StarterGround =
  | SharedThing
  | { readonly kind: 'city'; readonly term: string }
  | { readonly kind: 'replies' | 'likes' | 'mutual' | 'nothing' };

/** Ways to begin, in one language. */
export interface Openings {
  readonly language: 'en' | 'de';
  readonly texts: readonly string[];
}

/**
 * What can be told from a profile's words. Passed into the rules, which know no language, place or vocabulary
 * themselves. `functions/people` has the real one.
 */
export interface PeopleSense {
  /** What they say about themselves that is the owner's too. */
  shared(profile: Profile): readonly SharedThing[];
  /** The owner's town or one near it, if they say that they live there. */
  city(profile: Profile, who?: Asked): NearCity | undefined;
  /** What they ask of strangers: to be left alone. */
  boundary(profile: Profile): 'under-18' | 'no-messages' | undefined;
  /** What they are, only when sure: `journalists`, `developers`. */
  segment(profile: Profile, who?: Asked): string | undefined;
  /** Kind openings, each built on another ground, in a language both share, else the owner's. */
  openings(profile: Profile, grounds: readonly StarterGround[]): Openings;
  /** The town that they say they live in, wherever it is, with its zone (IANA). */
  home(profile: Profile, who?: Asked): { readonly town: string; readonly timeZone?: string } | undefined;
}

export type SenseOf = (owner: DigestOwner) => PeopleSense;
