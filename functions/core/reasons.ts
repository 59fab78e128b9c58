import type { DigestCandidate, DigestLeaver } from './digest-input.ts';
import type { NearCity, SharedThing } from './people-sense.ts';
import { repliesOf, type ScorePart } from './score.ts';

const QUIET_MS = 8 * 7 * 24 * 60 * 60 * 1000;

export interface ReasonContext {
  readonly now: number;
  readonly timeZone: string;
}

/**
 * The parts of a score as words, strongest first. Each says what was seen and no more; none mentions that somebody
 * left, and none prints a distance.
 */
export function reasonsOf(
  candidate: DigestCandidate | DigestLeaver,
  parts: readonly ScorePart[],
  context: ReasonContext,
): readonly string[] {
  return [...parts]
    .sort((a, b) => b.points - a.points)
    .flatMap((part) => (part.kind === 'shared' ? sharedReasons(part.things) : [reasonOf(part, candidate, context)]));
}

function reasonOf(
  part: Exclude<ScorePart, { kind: 'shared' }>,
  candidate: DigestCandidate | DigestLeaver,
  context: ReasonContext,
): string {
  const isStillThere = !('verdict' in candidate);
  switch (part.kind) {
    case 'mutual':
      if (isStillThere) return 'you follow each other';
      return candidate.mutual ? 'you follow them' : 'you know each other from both sides';
    case 'tenure':
      return tenureReason(candidate, isStillThere, context);
    case 'replies': {
      const replies = repliesOf(candidate);
      return replies === 1
        ? 'replied to you'
        : replies === 2
          ? 'replied to you twice'
          : `replied to you ${replies} times`;
    }
    case 'likes':
      return likesReason(candidate, context);
    case 'fades':
      return 'used to react to your posts more; quieter lately';
    case 'city':
      return cityReason(part.city);
    case 'reach':
      return `${(candidate.profile.reach ?? 0).toLocaleString('en-GB')} people follow them`;
  }
}

/** No distance, ever: a city's name is no address. */
export function cityReason({ city, isSame, isCorrected }: NearCity): string {
  const where = isSame ? 'your city' : 'near you';
  return isCorrected === true ? `“${city}”, ${where}, as you noted` : `says “${city}”, ${where}`;
}

/** "At least since" where the network doesn't date the follow: we only know when we first looked. */
function tenureReason(candidate: DigestCandidate, isStillThere: boolean, { now, timeZone }: ReasonContext): string {
  const verb = isStillThere ? 'follows you' : 'in touch';
  return candidate.since === undefined
    ? `${verb} since at least ${monthOrYear(candidate.firstSeenAt, now, timeZone)}`
    : `${verb} since ${monthOrYear(candidate.since, now, timeZone)}`;
}

function likesReason(candidate: DigestCandidate, { now, timeZone }: ReasonContext): string {
  const { likes, lastLikeAt, network } = candidate;
  const what =
    network === 'github'
      ? `starred ${likes === 1 ? 'one of your repositories' : `${likes} of your repositories`}`
      : `liked ${likes === 1 ? 'one of your posts' : `${likes} of your posts`}`;
  const isQuiet = lastLikeAt !== undefined && now - lastLikeAt > QUIET_MS;
  if (!isQuiet) return what;
  return likes === 1
    ? `${what}, in ${monthOrYear(lastLikeAt, now, timeZone)}`
    : `${what}, the last in ${monthOrYear(lastLikeAt, now, timeZone)}`;
}

function sharedReasons(things: readonly SharedThing[]): readonly string[] {
  const of = (kind: SharedThing['kind']) =>
    things.filter((thing) => thing.kind === kind).map(({ term }) => `“${term}”`);
  const reasons: string[] = [];
  const projects = of('project');
  const organisations = of('organisation');
  const interests = of('interest');
  if (projects.length > 0) reasons.push(`mentions ${list(projects)}, which you work on too`);
  if (organisations.length > 0) reasons.push(`mentions ${list(organisations)}, where you belong too`);
  if (interests.length > 0) reasons.push(`mentions ${list(interests)}, as you do`);
  return reasons;
}

const conjunction = new Intl.ListFormat('en-GB', { type: 'conjunction' });
function list(words: readonly string[]): string {
  return conjunction.format(words);
}

/** The month if it is of the last eleven, else the year. */
function monthOrYear(at: number, now: number, timeZone: string): string {
  const isRecent = now - at < 330 * 24 * 60 * 60 * 1000;
  return new Intl.DateTimeFormat('en-GB', { timeZone, ...(isRecent ? { month: 'long' } : { year: 'numeric' }) }).format(
    at,
  );
}
