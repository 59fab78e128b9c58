import { clip } from './clip.ts';
import { type AudienceTally, audienceLabels, digestAudiences } from './digest-audiences.ts';
import { changePersonId, sortChanges } from './digest-changes.ts';
import type { DigestInput, DigestInputChange, DigestLeaver, DigestOutreach } from './digest-input.ts';
import type { DigestChange, DigestContent } from './digest-model.ts';
import { digestPerson } from './digest-people.ts';
import { roomFor } from './digest-room.ts';
import { surveyPeople } from './digest-survey.ts';
import { trendsOf } from './digest-trend.ts';
import { evidenceWords } from './evidence-words.ts';
import type { Evidence, NetworkId } from './model.ts';
import type { SenseOf } from './people-sense.ts';
import { chooseSuggestions } from './suggest.ts';
import { courseWith } from './win-back.ts';

export type * from './digest-input.ts';

const MOST_AUDIENCES = 60;
const MOST_TROUBLES = 20;
const MOST_EXPORTS = 6;

/**
 * Builds one edition of a digest: what changed, whom to meet and why. Pure: the same input gives the same content,
 * which is then frozen. Walks `changes`, `people` and `leavers` once each; fine with 100,000 people.
 * `senseOf` tells what profiles say (`functions/people/sense.ts` has the real one).
 */
export function buildDigest(input: DigestInput, senseOf: SenseOf): DigestContent {
  const sense = senseOf(input.owner);
  const changes = sortChanges(input.changes);
  const gainedIds = new Set(changes.gained.map(changePersonId));
  const leavers = new Map([...input.leavers].map((leaver) => [leaver.personId, leaver]));
  const survey = surveyPeople(input, { sense, leavers, blocked: changes.blocked, gainedIds });
  const suggestions = chooseSuggestions(survey.stayers, survey.leavers, input.most, sense, {
    now: input.to,
    timeZone: input.owner.timeZone,
    known: (personId) => ({ links: input.links?.get(personId) ?? [], words: own(input.outreach, personId)?.words }),
  });
  const suggested = new Set(suggestions.map(({ person }) => person.personId));
  const notable = survey.notable.filter(({ person }) => !suggested.has(person.personId)).slice(0, survey.mostNotable);

  const isWelcome = input.kind === 'welcome';
  const extras = survey.segments.reduce((sum, { examples }) => sum + examples.length, survey.near?.people.length ?? 0);
  const taken = suggestions.length + notable.length + (isWelcome ? extras : 0);
  const { gained, lost, returned, edited } = changes;
  const wanted = { gained: gained.length, lost: lost.length, returned: returned.length, edited: edited.length };
  const room = roomFor(wanted, taken);
  const labels = audienceLabels(input.audiences);
  const named = (list: readonly DigestInputChange[], most: number) =>
    [...list]
      .sort(byWeight)
      .slice(0, most)
      .map((change) => digestChange(change, labels, input, leavers.get(changePersonId(change)), survey.here));
  const wonBack = input.wonBack ?? { returned: 0, invited: 0 };
  const course = courseWith(input.course ?? [], { at: input.to, ...survey.met, ...wonBack });
  const tallies: ReadonlyMap<string, AudienceTally> = changes.tallies;
  const audiences = digestAudiences(input.audiences, tallies, input.audiencesBefore);

  return {
    owner: {
      id: input.owner.id,
      name: input.owner.name,
      ...(input.owner.home === undefined ? {} : { home: input.owner.home }),
    },
    digestId: input.digestId,
    kind: input.kind,
    period: input.period,
    builtAt: input.builtAt,
    from: input.from,
    to: input.to,
    audiences: audiences.slice(0, MOST_AUDIENCES),
    met: survey.met,
    profilesKnown: survey.profilesKnown,
    gained: named(gained, room.gained),
    notable,
    returned: named(returned, room.returned),
    lost: named(lost, room.lost),
    blocks: changes.blocks,
    lostLikes: changes.lostLikes,
    lostStars: changes.lostStars,
    causes: changes.causes,
    edited: named(edited, room.edited),
    suggestions,
    ...(survey.tables.length === 0 ? {} : { tables: survey.tables }),
    writeAgain: input.writeAgain ?? [],
    wonBack,
    course,
    trends: trendsOf(input.trendLists ?? [], {
      ...{ to: input.to, timeZone: input.owner.timeZone },
      toldAt: (input.course ?? []).map(({ at }) => at),
    }),
    ...(isWelcome ? { segments: survey.segments } : {}),
    ...(isWelcome && survey.near !== undefined ? { near: survey.near } : {}),
    heldBack: input.heldBack,
    troubles: input.troubles.slice(0, MOST_TROUBLES),
    ...(input.exports?.length ? { exports: input.exports.slice(0, MOST_EXPORTS) } : {}),
    omitted: {
      gained: gained.length - room.gained,
      lost: lost.length - room.lost,
      returned: returned.length - room.returned,
      edited: edited.length - room.edited,
      audiences: Math.max(0, audiences.length - MOST_AUDIENCES),
      troubles: Math.max(0, input.troubles.length - MOST_TROUBLES),
    },
  };
}

function digestChange(
  change: DigestInputChange,
  labels: ReadonlyMap<string, string>,
  { outreach, links }: Pick<DigestInput, 'outreach' | 'links'>,
  leaver: DigestLeaver | undefined,
  here: ReadonlySet<string>,
): DigestChange {
  const { id, ...profile } = change.person;
  const personId = changePersonId(change);
  const tried = change.kind === 'returned' ? triedBefore(own(outreach, personId)) : undefined;
  const elsewhere =
    change.kind === 'lost' ? (links?.get(personId) ?? []).filter((link) => here.has(link.personId)) : [];
  return {
    person: digestPerson(personId, change.network, profile),
    kind: change.kind,
    ...(change.verdict === undefined ? {} : { verdict: change.verdict }),
    at: change.at,
    audienceLabel: labels.get(change.audienceId) ?? change.audienceKind,
    ...(change.evidence?.length ? { evidence: evidenceSentence(change.evidence, change.network) } : {}),
    ...(change.before?.handle === undefined ? {} : { before: { handle: change.before.handle } }),
    ...(change.awayMs === undefined ? {} : { awayMs: change.awayMs }),
    ...(change.kind === 'lost' && leaver !== undefined ? { stayed: stayOf(leaver) } : {}),
    ...(tried === undefined ? {} : { outreach: tried }),
    ...(elsewhere.length === 0 ? {} : { stillOn: [...new Set(elsewhere.map(({ network }) => network))] }),
  };
}

/** What was tried before somebody came back: the most that was. */
function triedBefore(before: DigestOutreach | undefined): string | undefined {
  if (before === undefined) return undefined;
  if (before.hasMet === true) return OUTREACH_WORDS.met;
  return before.wasInvited === true ? OUTREACH_WORDS.invited : OUTREACH_WORDS[before.state];
}

/** Person ids are strangers' text: `constructor` is no entry. */
function own(outreach: DigestInput['outreach'], personId: string): DigestOutreach | undefined {
  return Object.hasOwn(outreach, personId) ? outreach[personId] : undefined;
}

const OUTREACH_WORDS: Readonly<Record<DigestInput['outreach'][string]['state'], string | undefined>> = {
  suggested: 'suggested to you before',
  invited: 'you had invited them',
  met: 'you have met them',
  snoozed: undefined,
  never: undefined,
};

/** The last thing that was asked decides; earlier ones led there. */
function evidenceSentence(evidence: readonly Evidence[], network: NetworkId): string {
  const { asked, answered } = evidenceWords(evidence.at(-1) ?? { asked: '', answered: '' }, network);
  return clip(`${answered} (${asked})`, 200);
}

function stayOf({ since, firstSeenAt, lostAt }: DigestLeaver): NonNullable<DigestChange['stayed']> {
  return { ms: Math.max(0, lostAt - (since ?? firstSeenAt)), atLeast: since === undefined };
}

/** Who unfollowed before who vanished, the widely heard before others, then the newest. */
function byWeight(a: DigestInputChange, b: DigestInputChange): number {
  return (
    Number(b.verdict === 'unfollowed') - Number(a.verdict === 'unfollowed') ||
    (b.person.reach ?? 0) - (a.person.reach ?? 0) ||
    b.detectedAt - a.detectedAt ||
    (a.id < b.id ? -1 : 1)
  );
}
