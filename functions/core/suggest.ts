import type { DigestCandidate, DigestLeaver } from './digest-input.ts';
import type { OwnersWords, Suggestion } from './digest-model.ts';
import { digestPerson } from './digest-people.ts';
import type { PeopleSense } from './people-sense.ts';
import { cityReason, type ReasonContext, reasonsOf } from './reasons.ts';
import type { SameLink } from './same-person.ts';
import { type ScorePart, starterGrounds, totalPoints } from './score.ts';

const MOST_SUGGESTIONS = 5;
const MOST_LEAVERS = 2;
const MOST_REASONS = 6;

/** Somebody eligible, with what speaks for them. */
export interface Scored {
  readonly candidate: DigestCandidate | DigestLeaver;
  readonly parts: readonly ScorePart[];
}

/** What is known of somebody besides their profile. */
export interface Known {
  readonly links: readonly SameLink[];
  readonly words: OwnersWords | undefined;
}

const MOST_OPENINGS = 4;
const MOST_LINKED = 3;

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
  context: ReasonContext & { readonly known?: (personId: string) => Known },
): readonly Suggestion[] {
  const total = Math.min(most, MOST_SUGGESTIONS);
  const back = leavers.slice(0, roomForLeavers(total, stayers.length));
  return [...stayers.slice(0, total - back.length), ...back]
    .map((scored) => suggestion(scored, sense, context))
    .sort((a, b) => b.score - a.score || (a.person.personId < b.person.personId ? -1 : 1));
}

function suggestion(
  { candidate, parts }: Scored,
  sense: PeopleSense,
  context: ReasonContext & { readonly known?: (personId: string) => Known },
): Suggestion {
  const isStillThere = !('verdict' in candidate);
  const { links, words } = context.known?.(candidate.personId) ?? { links: [], words: undefined };
  const { language, texts } = sense.openings(candidate.profile, starterGrounds(parts, isStillThere));
  const things = parts.find((part) => part.kind === 'shared')?.things ?? [];
  const { town, timeZone: theirZone } = sense.home(candidate.profile, candidate) ?? {};
  return {
    person: digestPerson(candidate.personId, candidate.network, candidate.profile),
    reasons: printed(reasonsOf(candidate, parts, context), parts),
    way: parts.some((part) => part.kind === 'city') ? 'coffee' : 'video',
    starter: texts[0] ?? '',
    score: Math.round(totalPoints(parts) * 100) / 100,
    stillThere: isStillThere,
    openings: texts.slice(0, MOST_OPENINGS),
    language,
    ...(things.length === 0 ? {} : { shared: things.map(({ term }) => term) }),
    ...(links.length === 0 ? {} : { linked: links.slice(0, MOST_LINKED).map(linkedPerson) }),
    ...(town === undefined ? {} : { town }),
    ...(theirZone === undefined ? {} : { theirZone }),
    ...(words === undefined ? {} : { words }),
  };
}

function linkedPerson({ personId, network, profile, proof }: SameLink) {
  const { handle, url } = digestPerson(personId, network, profile);
  return { personId, network, handle, url, proof };
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
