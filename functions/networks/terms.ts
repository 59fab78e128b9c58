import type { NetworkId } from '../core/model.ts';

/** What a network's terms, or its people's reasonable expectation, let us do with what it shows. */
export interface Terms {
  /** Days that people's data may be kept after it was last read; undefined: only the owner's own retention counts. */
  readonly keepDays?: number;
  /** May a place be inferred from what people write about themselves? */
  readonly mayInferPlaces: boolean;
  /** May the pages that a profile names be looked up? */
  readonly mayLookUpPages: boolean;
  /** May a person be linked with the same person on another network? */
  readonly mayLinkPeople: boolean;
  /**
   * Must what somebody showed go once the network shows it no more (account suspended, deleted, protected)? Then only
   * the id and the verdict stay, in rosters and in history.
   */
  readonly dropsWithdrawn?: boolean;
  /** Why, in a sentence. */
  readonly reason: string;
}

/** Each network's terms are code, so that they can be enforced and tested. */
export const TERMS: Readonly<Record<NetworkId, Terms>> = {
  bluesky: {
    mayInferPlaces: true,
    mayLookUpPages: true,
    mayLinkPeople: true,
    reason:
      'Profiles, follows and likes are public records; those who ask not to be shown logged out are not suggested.',
  },
  mastodon: {
    mayInferPlaces: true,
    mayLookUpPages: true,
    mayLinkPeople: true,
    reason:
      'Every server has its own rules, and many forbid profiling; people are linked only where they link themselves, both ways or in fields that the server verified.',
  },
  github: {
    mayInferPlaces: true,
    mayLookUpPages: true,
    mayLinkPeople: true,
    reason: 'Acceptable Use forbids unsolicited bulk mail and automated following; we do neither.',
  },
  // X Developer Policy, "Content redistribution", "Off-X matching" and "Sensitive information" (docs.x.com/developer-terms).
  x: {
    mayInferPlaces: false,
    mayLookUpPages: true,
    mayLinkPeople: false,
    dropsWithdrawn: true,
    reason:
      'What X deletes, suspends or protects must go within 24 hours; matching a handle with somebody elsewhere needs their consent.',
  },
  facebook: {
    mayInferPlaces: false,
    mayLookUpPages: false,
    mayLinkPeople: false,
    reason: 'Ids are scoped to a Page or an app and mean nothing elsewhere; an export holds names only.',
  },
  instagram: {
    mayInferPlaces: false,
    mayLookUpPages: false,
    mayLinkPeople: false,
    reason: 'The API tells numbers only; an export holds handles only, brought by the owner.',
  },
  youtube: {
    keepDays: 30,
    mayInferPlaces: false,
    mayLookUpPages: false,
    mayLinkPeople: false,
    reason: 'Developer Policies: what was read is refreshed or deleted within 30 days.',
  },
  linkedin: {
    mayInferPlaces: false,
    mayLookUpPages: false,
    mayLinkPeople: false,
    reason: "The owner's own export of connections; nothing else is read.",
  },
  list: {
    mayInferPlaces: true,
    mayLookUpPages: false,
    mayLinkPeople: false,
    reason: 'The owner brought the list; we know no terms beyond what is on it.',
  },
};

export function termsOf(network: NetworkId): Terms {
  return TERMS[network];
}

/** May a place be inferred from what people of this network write? Without, none is told, sought or guessed. */
export const mayInferPlaces = (network: NetworkId): boolean => TERMS[network].mayInferPlaces;

/** May the pages that profiles of this network name be looked up? Ask before anything is fetched. */
export const mayLookUp = (network: NetworkId): boolean => TERMS[network].mayLookUpPages;

/** May people of these networks be shown as one person? Every network has to allow it. */
export const mayLink = (...networks: readonly NetworkId[]): boolean =>
  networks.every((network) => TERMS[network].mayLinkPeople);
