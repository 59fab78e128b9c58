import type { DigestCandidate, DigestLeaver } from './digest-input.ts';
import type { Suggestion } from './digest-model.ts';
import { digestPerson } from './digest-people.ts';
import type { PeopleSense } from './people-sense.ts';
import { cityReason, type ReasonContext, reasonsOf } from './reasons.ts';
import { type ScorePart, starterGround, totalPoints } from './score.ts';

const MOST_SUGGESTIONS = 5;
const MOST_LEAVERS = 2;
const MOST_REASONS = 6;

/** Somebody eligible, with what speaks for them. */
export interface Scored {
  readonly candidate: DigestCandidate | DigestLeaver;
  readonly parts: readonly ScorePart[];
}

/** How many of `most` suggestions may have left: at most two, and fewer than those who still follow. */
export function roomForLeavers(most: number, stayers: number): number {
  const total = Math.min(most, MOST_SUGGESTIONS);
  let leavers = Math.min(MOST_LEAVERS, total);
  while (leavers > 0 && Math.min(stayers, total - leavers) <= leavers) leavers -= 1;
  return leavers;
}

/**
 * Chooses whom to meet out of the best who still follow and the best who left, both best first. Leavers that may be
 * suggested at all are rare (they need a proven tie), so they get their places before the last stayers do.
 */
export function chooseSuggestions(
  stayers: readonly Scored[],
  leavers: readonly Scored[],
  most: number,
  sense: PeopleSense,
  context: ReasonContext,
): readonly Suggestion[] {
  const total = Math.min(most, MOST_SUGGESTIONS);
  const back = leavers.slice(0, roomForLeavers(total, stayers.length));
  return [...stayers.slice(0, total - back.length), ...back]
    .map((scored) => suggestion(scored, sense, context))
    .sort((a, b) => b.score - a.score || (a.person.personId < b.person.personId ? -1 : 1));
}

function suggestion({ candidate, parts }: Scored, sense: PeopleSense, context: ReasonContext): Suggestion {
  const isStillThere = !('verdict' in candidate);
  return {
    person: digestPerson(candidate.personId, candidate.network, candidate.profile),
    reasons: printed(reasonsOf(candidate, parts, context), parts),
    way: parts.some((part) => part.kind === 'city') ? 'coffee' : 'video',
    starter: sense.starter(candidate.profile, starterGround(parts, isStillThere)),
    score: Math.round(totalPoints(parts) * 100) / 100,
    stillThere: isStillThere,
  };
}

/** The strongest few; the city is always among them, as the coffee rests on it. */
function printed(reasons: readonly string[], parts: readonly ScorePart[]): readonly string[] {
  const city = parts.find((part) => part.kind === 'city')?.city;
  const place = reasons.findIndex((reason) => city !== undefined && reason === cityReason(city));
  const last = reasons[place];
  return place < MOST_REASONS || last === undefined
    ? reasons.slice(0, MOST_REASONS)
    : [...reasons.slice(0, MOST_REASONS - 1), last];
}
