import { type MeetingTime, meetingTimes } from '../core/meeting-times.ts';
import { roomOf } from '../meeting/room-of.ts';
import type { Plan } from '../storage/plans.ts';
import { type About, type ActingDeps, nameOf } from './about.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Nobody plans a coffee for the year after next. */
const FURTHEST = 370 * DAY;
const LONGEST_PLACE = 200;

/** What there is to plan with: the way, times that are still to come, and a room. */
export interface Meeting {
  readonly way: 'coffee' | 'video';
  readonly times: readonly MeetingTime[];
  readonly ownersZone: string;
  readonly theirZone?: string;
  readonly room: string;
}

/**
 * What to propose: the times of the mail while they lie ahead, else new ones.
 * @param now calendar, epoch ms
 */
export async function meetingOf(deps: ActingDeps, about: About): Promise<Meeting> {
  const { owner, personId, edition, suggestion } = about;
  const now = deps.clock.now();
  const way = suggestion?.way ?? 'video';
  const theirZone = suggestion?.theirZone;
  const wish = { way, ownersZone: owner.timeZone, now, ...(theirZone === undefined ? {} : { theirZone }) };
  const ahead = (suggestion?.times ?? []).filter(({ start }) => start > now + DAY);
  return {
    way,
    times: ahead.length > 0 ? ahead : meetingTimes(wish),
    ownersZone: owner.timeZone,
    ...(theirZone === undefined ? {} : { theirZone }),
    room: roomOf(deps.config.meeting?.videoService, await deps.signingKey(), [owner.id, edition, personId]),
  };
}

/** A plan for a time that somebody chose; undefined if it is none that can be planned. */
export function planAt(
  about: About,
  meeting: Meeting,
  chosen: { readonly start: number; readonly place?: string | undefined },
  now: number,
): Omit<Plan, 'sequence'> | undefined {
  const { start, place = '' } = chosen;
  if (!Number.isSafeInteger(start) || start % (15 * MINUTE) !== 0) return undefined;
  if (start < now - DAY || start > now + FURTHEST) return undefined;
  const { way, room } = meeting;
  const where = way === 'video' ? room : place.trim().slice(0, LONGEST_PLACE);
  const name = nameOf(about);
  return {
    ...{ personId: about.personId, edition: about.edition, way, start, stampedAt: now },
    end: start + (way === 'coffee' ? 60 : 30) * MINUTE,
    title: way === 'coffee' ? `Coffee with ${name}` : `Video chat with ${name}`,
    description: descriptionOf(about),
    ...(where === '' ? {} : { location: where }),
  };
}

/** What to remember on the way there. */
function descriptionOf({ person, suggestion, outreach }: About): string {
  return [
    ...(person === undefined || person.url === '' ? [] : [person.url]),
    ...(suggestion?.shared === undefined ? [] : [`You share: ${suggestion.shared.join(', ')}`]),
    ...(outreach?.promise === undefined ? [] : [`You promised: ${outreach.promise}`]),
    ...(outreach?.note === undefined ? [] : [`You noted: ${outreach.note}`]),
    'Nobody was invited by this entry: it is your own note.',
  ].join('\n');
}
