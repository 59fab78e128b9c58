import type { DigestCandidate, DigestLeaver } from './digest-input.ts';
import type { NearCity, PeopleSense, SharedThing, StarterGround } from './people-sense.ts';

const YEAR_MS = 365.25 * 24 * 60 * 60 * 1000;
const MOST_SHARED = 4;

/** One reason why somebody is worth meeting, with what it weighs. Points are never negative. */
export type ScorePart =
  | { readonly kind: 'mutual' | 'tenure' | 'likes' | 'replies' | 'fades' | 'reach'; readonly points: number }
  | { readonly kind: 'shared'; readonly points: number; readonly things: readonly SharedThing[] }
  | { readonly kind: 'city'; readonly points: number; readonly city: NearCity };

/**
 * Why somebody is worth meeting: a sum of parts, each shown as a reason, none ever negative.
 *
 * The weights follow what is known of ties, coarsely, as nobody measured ours:
 * - Reciprocity, length of the relationship and overlap are what keeps people following (Kwak, Chun, Moon, CHI 2011;
 *   Kivran-Swaine, Govindan, Naaman, CHI 2011): mutual weighs most, tenure saturates after a few years.
 * - Exchanged words tell strong from weak ties better than counts of reactions (Gilbert, Karahalios, CHI 2009):
 *   a reply weighs twice a like, both logarithmic.
 * - Likeness breeds connection (McPherson, Smith-Lovin, Cook, Annual Review of Sociology 2001): shared organisations
 *   and projects, which are rarer than interests, weigh more.
 * - Nearness: ties fall off with distance (Liben-Nowell et al., PNAS 2005), and a coffee beats a call.
 * - Ties gone quiet are worth waking (Levin, Walter, Murnighan, Organization Science 2011): likes taken back add.
 * - Reach counts least: it says how many listen, not whether the two get on.
 */
export function scoreParts(
  candidate: DigestCandidate | DigestLeaver,
  sense: PeopleSense,
  now: number,
): readonly ScorePart[] {
  const parts: ScorePart[] = [];
  const { profile } = candidate;
  if (candidate.mutual || wasMutual(candidate)) parts.push({ kind: 'mutual', points: 2.5 });
  const years = Math.max(0, now - (candidate.since ?? candidate.firstSeenAt)) / YEAR_MS;
  if (years >= 0.25) parts.push({ kind: 'tenure', points: Math.min(2, 0.8 * Math.log2(1 + years)) });
  const replies = repliesOf(candidate);
  if (replies > 0) parts.push({ kind: 'replies', points: Math.min(3, 1.2 * Math.log2(1 + replies)) });
  if (candidate.likes > 0) parts.push({ kind: 'likes', points: Math.min(2.5, 0.6 * Math.log2(1 + candidate.likes)) });
  if (candidate.lostLikes > 0) parts.push({ kind: 'fades', points: Math.min(1.5, 0.75 * candidate.lostLikes) });
  const things = sense.shared(profile);
  if (things.length > 0) {
    const strongest = [...things].sort((a, b) => weight(b) - weight(a)).slice(0, MOST_SHARED);
    parts.push({ kind: 'shared', points: strongest.reduce((sum, thing) => sum + weight(thing), 0), things: strongest });
  }
  const city = sense.city(profile, candidate);
  if (city !== undefined) parts.push({ kind: 'city', points: 2.5, city });
  if (profile.reach !== undefined && profile.reach >= 1000) {
    parts.push({ kind: 'reach', points: Math.min(2, 0.5 * (Math.log10(profile.reach) - 2)) });
  }
  return parts;
}

export function totalPoints(parts: readonly ScorePart[]): number {
  return parts.reduce((sum, part) => sum + part.points, 0);
}

/** At least one for somebody who left and had replied, even where nobody counted. */
export function repliesOf(candidate: DigestCandidate | DigestLeaver): number {
  return Math.max(candidate.replies, 'hadReplied' in candidate && candidate.hadReplied ? 1 : 0);
}

/** What opening sentences build on: the most particular things the two have in common first, never none. */
export function starterGrounds(parts: readonly ScorePart[], isStillThere: boolean): readonly StarterGround[] {
  const shared = parts.find((part) => part.kind === 'shared')?.things ?? [];
  const city = parts.find((part) => part.kind === 'city')?.city;
  const has = (kind: ScorePart['kind']) => parts.some((part) => part.kind === kind);
  return [
    ...shared.filter((thing) => thing.kind !== 'interest'),
    ...(city?.isSame === true ? [{ kind: 'city', term: city.home } as const] : []),
    ...shared.filter((thing) => thing.kind === 'interest'),
    ...(has('replies') ? [{ kind: 'replies' } as const] : []),
    ...(has('likes') ? [{ kind: 'likes' } as const] : []),
    // "We follow each other" would be untrue, and a hint, to somebody who left.
    ...(has('mutual') && isStillThere ? [{ kind: 'mutual' } as const] : []),
    { kind: 'nothing' },
  ];
}

function weight(thing: SharedThing): number {
  return thing.kind === 'interest' ? 1.2 : 2;
}

function wasMutual(candidate: DigestCandidate | DigestLeaver): boolean {
  return 'wasMutual' in candidate && candidate.wasMutual;
}
