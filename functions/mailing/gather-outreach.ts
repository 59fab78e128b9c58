import type { DigestCandidate, DigestInput, DigestLeaver, DigestOutreach } from '../core/digest-input.ts';
import type { OwnersWords, WriteAgain } from '../core/digest-model.ts';
import { digestPerson } from '../core/digest-people.ts';
import type { NetworkId } from '../core/model.ts';
import type { Outreach } from '../core/outreach.ts';
import { hasMet, isReminded, lastContact, nextReminder, wasInvited } from '../core/reminders.ts';
import { groupOf, samePeople } from '../core/same-person.ts';
import { type WonBack, wonBack } from '../core/win-back.ts';
import type { GatheredPeople } from './gather-people.ts';

const MOST_REMINDERS = 5;

/** What is known of people besides their lists: the owner's own doing, and who is who elsewhere. */
export interface Standing {
  readonly outreach: ReadonlyMap<string, Outreach>;
  /** When each person was last suggested, epoch ms. */
  readonly suggested: ReadonlyMap<string, number>;
  /** Pairs that are not the same person. */
  readonly unlinked: ReadonlySet<string>;
  readonly mayLink: (a: NetworkId, b: NetworkId) => boolean;
}

/** Who is, or was, around the owner's accounts. `watched` has everybody with outreach. */
export interface Around extends Pick<GatheredPeople, 'blocked' | 'watched'> {
  readonly people: readonly DigestCandidate[];
  readonly leavers: readonly DigestLeaver[];
}

type Gathered = Required<
  Pick<DigestInput, 'never' | 'blocked' | 'suggestedAt' | 'outreach' | 'links' | 'writeAgain' | 'wonBack'>
>;

/**
 * What a digest has to know of the owner's doing. What holds for one profile of a person holds for all that are proven
 * to be theirs: one rest, one outreach, one "never", one block.
 * @param time what the digest tells of, epoch ms
 */
export function standingOf(
  { people, leavers, blocked, watched }: Around,
  standing: Standing,
  time: { readonly from: number; readonly to: number },
): Gathered {
  const links = samePeople([...watched.away.values(), ...leavers, ...people], standing.mayLink, standing.unlinked);
  const own = new Map<string, DigestOutreach>([
    ...[...standing.suggested].map(([id, at]) => [id, { state: 'suggested', at }] as const),
    ...[...standing.outreach].map(([id, outreach]) => [id, digestOutreach(outreach)] as const),
  ]);
  const never = new Set([...standing.outreach].filter(([, { state }]) => state === 'never').map(([id]) => id));
  const allBlocked = new Set(blocked);
  const suggestedAt = new Map(standing.suggested);
  const outreach = new Map(own);
  for (const personId of links.keys()) {
    const group = groupOf(personId, links);
    const last = Math.max(...group.map((id) => standing.suggested.get(id) ?? Number.NEGATIVE_INFINITY));
    const strongest = group.flatMap((id) => own.get(id) ?? []).sort((a, b) => weight(b) - weight(a))[0];
    if (group.some((id) => never.has(id))) never.add(personId);
    if (group.some((id) => allBlocked.has(id))) allBlocked.add(personId);
    if (Number.isFinite(last)) suggestedAt.set(personId, last);
    if (strongest !== undefined) outreach.set(personId, strongest);
  }
  const here = new Set([...watched.here.keys(), ...people.map(({ personId }) => personId)]);
  // Of whom no list says anything, nothing is said.
  const isAway = (personId: string) =>
    watched.away.has(personId) && !groupOf(personId, links).some((id) => here.has(id));
  const known = [...watched.away.values(), ...watched.here.values()];
  return {
    never,
    blocked: allBlocked,
    suggestedAt: Object.fromEntries(suggestedAt),
    outreach: Object.fromEntries(outreach),
    links,
    writeAgain: reminders(known, { outreach: standing.outreach, never, blocked: allBlocked }, time),
    wonBack: wonBack(standing.outreach, isAway) satisfies WonBack,
  };
}

/** Of several profiles of one person, what binds most. */
function weight({ state, hasMet, wasInvited, at }: DigestOutreach): number {
  const rank = { never: 5, met: 4, invited: 3, snoozed: 2, suggested: 0 }[state];
  return (rank + (hasMet === true || wasInvited === true ? 0.5 : 0)) * 1e15 + at;
}

function digestOutreach(outreach: Outreach): DigestOutreach {
  const { state, at, until } = outreach;
  const words = wordsOf(outreach);
  return {
    ...{ state, at, hasMet: hasMet(outreach), wasInvited: wasInvited(outreach) },
    ...(until === undefined ? {} : { until }),
    ...(words === undefined ? {} : { words }),
  };
}

function wordsOf({ note, promise }: Outreach): OwnersWords | undefined {
  if (note === undefined && promise === undefined) return undefined;
  return { ...(note === undefined ? {} : { note }), ...(promise === undefined ? {} : { promise }) };
}

/** Verdicts after which somebody can still be written to. */
const REACHABLE: ReadonlySet<string> = new Set(['unfollowed', 'unlisted', 'unknown', 'moved', 'severed']);

function reminders(
  people: readonly (DigestCandidate | DigestLeaver)[],
  { outreach, never, blocked }: Pick<Standing, 'outreach'> & Record<'never' | 'blocked', ReadonlySet<string>>,
  time: { readonly from: number; readonly to: number },
): readonly WriteAgain[] {
  const due = new Map<string, WriteAgain>();
  for (const person of people) {
    const { personId, network, profile, lastReplyAt } = person;
    const known = outreach.get(personId);
    if (known === undefined || never.has(personId) || blocked.has(personId) || profile.isMemorial === true) continue;
    if ('verdict' in person && !REACHABLE.has(person.verdict)) continue;
    const dueAt = nextReminder(known, lastReplyAt);
    if (dueAt === undefined || !isReminded(dueAt, time)) continue;
    const lastContactAt = lastContact(known, lastReplyAt);
    const words = wordsOf(known);
    due.set(personId, {
      person: digestPerson(personId, network, profile),
      dueAt,
      ...(lastContactAt === undefined ? {} : { lastContactAt }),
      ...(words === undefined ? {} : { words }),
    });
  }
  return [...due.values()].sort((a, b) => a.dueAt - b.dueAt).slice(0, MOST_REMINDERS);
}
