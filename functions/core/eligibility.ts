import type { DigestCandidate, DigestLeaver, DigestOutreach } from './digest-input.ts';
import { personId } from './ids.ts';
import type { PeopleSense } from './people-sense.ts';

const REST_MS = 8 * 7 * 24 * 60 * 60 * 1000;

/** Why somebody is not suggested. */
export type Exclusion =
  | 'not-here'
  | 'blocked'
  | 'left-twice'
  | 'protected'
  | 'memorial'
  | 'bot'
  | 'never'
  | 'suggested-lately'
  | 'invited'
  | 'met'
  | 'snoozed'
  | 'left-otherwise'
  | 'unknown-person'
  | 'no-tie'
  | 'under-18'
  | 'no-messages';

export interface EligibilityContext {
  readonly now: number;
  readonly never: ReadonlySet<string>;
  /** Whoever blocked the owner, or was blocked, on any account. */
  readonly blocked: ReadonlySet<string>;
  readonly suggestedAt: Readonly<Record<string, number>>;
  readonly outreach: Readonly<Record<string, DigestOutreach>>;
  readonly sense: PeopleSense;
}

/**
 * Why somebody who still follows is not to be suggested; undefined if they may be. Never: who blocked the owner
 * anywhere, left twice, is protected, a memorial or a machine, says "under 18" or "no messages", was told "never",
 * was suggested in the last eight weeks, was invited and hasn't answered. Cheap questions first: 100,000 people pass.
 */
export function whyNotStayer(candidate: DigestCandidate, context: EligibilityContext): Exclusion | undefined {
  if (candidate.state !== 'present') return 'not-here';
  return whyNotAnybody(candidate, context);
}

/**
 * The same for somebody who left: only if they unfollowed, or left for reasons nobody knows while their profile is
 * known, and only after the two followed each other or they replied.
 */
export function whyNotLeaver(leaver: DigestLeaver, context: EligibilityContext): Exclusion | undefined {
  const isKnown = (leaver.profile.name ?? '') !== '' || (leaver.profile.bio ?? '') !== '';
  if (leaver.verdict === 'unknown' || leaver.verdict === 'unlisted') {
    if (!isKnown) return 'unknown-person';
  } else if (leaver.verdict !== 'unfollowed') {
    return 'left-otherwise';
  }
  if (!leaver.wasMutual && !leaver.hadReplied) return 'no-tie';
  return whyNotAnybody(leaver, context);
}

function whyNotAnybody(candidate: DigestCandidate, context: EligibilityContext): Exclusion | undefined {
  const { personId: id, profile } = candidate;
  if (context.blocked.has(id)) return 'blocked';
  if (isOnlyAnId(candidate)) return 'unknown-person';
  if (context.never.has(id)) return 'never';
  if (candidate.losses >= 2) return 'left-twice';
  if (profile.isProtected) return 'protected';
  if (profile.isMemorial) return 'memorial';
  if (profile.isBot) return 'bot';
  const lately = own(context.suggestedAt, id);
  if (lately !== undefined && context.now - lately < REST_MS) return 'suggested-lately';
  const outreach = own(context.outreach, id);
  if (outreach !== undefined) {
    const excluded = whyNotAgain(outreach, context.now);
    if (excluded !== undefined) return excluded;
  }
  return context.sense.boundary(profile);
}

/** X's archives hold bare ids: until one is looked up, it is nobody to meet. */
function isOnlyAnId({ network, personId: id, profile }: DigestCandidate): boolean {
  return network === 'x' && profile.name === undefined && personId(network, profile.handle) === id;
}

function whyNotAgain(outreach: DigestOutreach, now: number): Exclusion | undefined {
  switch (outreach.state) {
    case 'never':
    case 'invited':
    case 'met':
      return outreach.state;
    case 'snoozed':
      return now < (outreach.until ?? outreach.at + REST_MS) ? 'snoozed' : undefined;
    case 'suggested':
      return now - outreach.at < REST_MS ? 'suggested-lately' : undefined;
  }
}

/** Person ids are strangers' text: `constructor` is no entry. */
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
