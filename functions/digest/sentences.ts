import { clip } from '../core/clip.ts';
import { NETWORK_NAMES } from '../core/digest-audiences.ts';
import type { DigestChange, DigestContent } from '../core/digest-model.ts';
import { hasName } from '../core/owner-name.ts';
import { isQuiet, nounOf, tallyOf, tallyWords, unreadOf } from './headline.ts';
import { causeWords, countWords, durationWords, number, verdictWords } from './words.ts';

const MOST_TROUBLES = 6;

interface When {
  readonly timeZone: string;
  readonly locale: string;
}

/** The line under the headline. */
export function leadOf(content: DigestContent, when: When): string {
  if (unreadOf(content) !== undefined) return unreadLead(content);
  if (content.kind === 'welcome') return welcomeLead(content, when);
  if (isQuiet(content)) {
    return content.troubles.length > 0
      ? 'Nothing new in what could be read.'
      : 'A quiet week: nobody new, nobody gone.';
  }
  const { gained, returned, lost } = tallyOf(content);
  if (gained + returned + lost === 0) {
    return content.audiences.some(
      ({ net = 0, gainedCount = 0, lostCount = 0 }) => net !== 0 || gainedCount + lostCount > 0,
    )
      ? 'Nobody new and nobody gone on the lists that can be read; elsewhere only numbers moved.'
      : 'Nobody new and nobody gone, only small changes.';
  }
  const causes = content.causes ?? [];
  return causes.length === 0
    ? ''
    : `Of those who left: ${causes.map((c) => causeWords(c.verdict, c.count)).join(', ')}.`;
}

/** What happened and what helps, at once: it is all that there is to say. */
function unreadLead({ kind, troubles, exports = [] }: DigestContent): string {
  const [trouble] = troubles;
  const next = kind === 'welcome' ? ' The first list that can be read brings your welcome.' : '';
  if (trouble === undefined) {
    return exports.length === 0
      ? `No list has been read yet.${next}`
      : `No list has been brought yet; how to get the first one is said below.${next}`;
  }
  const what = sentence(clip(trouble.what, 200));
  const said =
    kind === 'welcome'
      ? 'Nothing could be read yet.'
      : 'Nothing could be read this week, so nobody is told as new or gone.';
  return `${said} ${what} What helps: ${sentence(clip(trouble.remedy, 200))}${next}`;
}

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

function welcomeLead(content: DigestContent, { timeZone, locale }: When): string {
  const baselines = content.audiences.flatMap(({ baselineAt }) => baselineAt ?? []);
  const people = `${countWords(content.met.of, 'person', 'people')} ${content.met.of === 1 ? 'is' : 'are'} with you.`;
  if (baselines.length === 0) return people;
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', timeZone });
  const news = tallyWords(tallyOf(content));
  // Lists were read, or imported, more than once before there was a mail.
  if (news !== '') return `${people} Since ${day.format(Math.min(...baselines))}, when this began: ${news}.`;
  return `${people} This is where we start: who leaves can be seen from ${day.format(Math.max(...baselines))} on.`;
}

/** The gut check. `share` is between 0 and 1. */
export function metOf(content: DigestContent) {
  const {
    met: { met, of },
    profilesKnown,
    suggestions,
  } = content;
  const start = suggestions.length > 0 ? ' Whom would you like to start with?' : '';
  return {
    sentence:
      of === 0
        ? unreadOf(content) === 'never'
          ? 'Whom you have met is asked once there is a list.'
          : 'Nobody is on your lists yet.'
        : met === 0
          ? `You have met none of these ${number(of)} yet.${start}`
          : `You have met ${number(met)} of ${number(of)}.`,
    share: of === 0 ? 0 : met / of,
    known: profilesWords(profilesKnown),
  };
}

/** Suggestions rest on profiles; once all are known there is nothing to say. */
function profilesWords({ known, of }: DigestContent['profilesKnown']): string {
  return known >= of ? '' : `Profiles known: ${number(known)} of ${number(of)}; of the others only what lists show.`;
}

/** What an inbox shows after the subject. */
export function preheaderOf(content: DigestContent, lead: string): string {
  const names = content.suggestions.slice(0, 3).map(({ person }) => clip(person.name ?? person.handle, 30));
  const list = new Intl.ListFormat('en-GB').format(names);
  return names.length === 0 || unreadOf(content) !== undefined
    ? lead
    : `${names.length === 1 ? 'Somebody' : 'People'} to meet: ${list}. ${lead}`;
}

export function alertOf({ troubles, omitted }: DigestContent): string {
  const count = troubles.length + (omitted.troubles ?? 0);
  return `${countWords(count, 'list or account', 'lists or accounts')} could not be read. What helps is at the end of this mail.`;
}

const DAY = 86_400_000;

/** "no longer follows you, after at least 2 years". */
export function lossWords({ verdict, person, stayed, stillOn = [] }: DigestChange): string {
  const words = verdictWords(verdict, person.network);
  const networks = new Intl.ListFormat('en-GB').format(stillOn.map((network) => NETWORK_NAMES[network]));
  const still = networks === '' ? '' : `; still with you on ${networks}`;
  if (stayed === undefined) return `${words}${still}`;
  return `${words}, after ${stayed.atLeast && stayed.ms >= DAY ? 'at least ' : ''}${durationWords(stayed.ms)}${still}`;
}

export function returnWords({ awayMs, outreach }: DigestChange): string {
  const words = awayMs === undefined ? 'is back' : `is back after ${durationWords(awayMs)}`;
  return outreach === undefined ? words : `${words}; ${clip(outreach, 100)}`;
}

export function renameWords({ kind, before }: DigestChange): string {
  const from = before?.handle === undefined ? '' : ` from @${clip(before.handle, 60)}`;
  return kind === 'moved' ? `moved to a new account${from}` : `changed their name${from}`;
}

/** What could not be read and what helps; more of them than fit are counted. */
export function troublesOf({ troubles, omitted }: DigestContent, most: number) {
  const rows = troubles
    .slice(0, MOST_TROUBLES)
    .map(({ what, remedy }) => ({ what: clip(what, 2 * most), remedy: clip(remedy, 2 * most) }));
  const rest = troubles.length - rows.length + (omitted.troubles ?? 0);
  return rest > 0 ? [...rows, { what: `${number(rest)} more could not be read.`, remedy: 'see the history.' }] : rows;
}

/** Blocks and lost likes as numbers, and what is held back until it is sure. */
export function notesOf(content: DigestContent): readonly string[] {
  const { blocks, lostLikes, lostStars = 0, heldBack } = content;
  const notes: string[] = [];
  if (blocks.blockedYou > 0) notes.push(`${countWords(blocks.blockedYou, 'person', 'people')} blocked you.`);
  if (blocks.youBlocked > 0) notes.push(`You blocked ${countWords(blocks.youBlocked, 'person', 'people')}.`);
  if (lostLikes > 0) notes.push(`${countWords(lostLikes, 'like')} ${lostLikes === 1 ? 'is' : 'are'} no longer there.`);
  if (lostStars > 0) notes.push(`${countWords(lostStars, 'star')} ${lostStars === 1 ? 'is' : 'are'} no longer there.`);
  notes.push(...tableLines(content));
  notes.push(...courseLines(content));
  const held = heldBackLine(heldBack);
  if (held !== undefined) notes.push(held);
  return notes;
}

/** Where one table would do for all. */
function tableLines({ tables = [] }: DigestContent): readonly string[] {
  return tables.map(({ city, ground, people }) => {
    const names = people.map(({ name, handle }) => clip(name ?? handle, 40));
    const last = names.pop() ?? '';
    return `One table for all? ${names.join(', ')} and ${last} live in or near ${clip(city, 40)} and share “${clip(ground, 40)}” with you.`;
  });
}

/** How the gut check has moved, and what came of inviting people who had left. */
function courseLines({ course = [], wonBack }: DigestContent): readonly string[] {
  const [first] = course;
  const last = course.at(-1);
  const hasMoved = first !== undefined && last !== undefined && first !== last && first.met !== last.met;
  return [
    ...(hasMoved
      ? [`${durationWords(last.at - first.at)} ago you had met ${number(first.met)} of ${number(first.of)}.`]
      : []),
    ...(wonBack === undefined || wonBack.invited === 0
      ? []
      : [
          `Won back: ${number(wonBack.returned)} of the ${countWords(wonBack.invited, 'person', 'people')} who had left and whom you invited.`,
        ]),
  ];
}

/** One plain line, that names nobody: what is held back may well be a fault of the network's. */
function heldBackLine({ missing, held }: DigestContent['heldBack']): string | undefined {
  const parts = [
    ...(missing > 0 ? [`${countWords(missing, 'person', 'people')} could not be seen at the last reading`] : []),
    ...(held > 0 ? [`${countWords(held, 'person', 'people')} dropped off a list all at once`] : []),
  ];
  if (parts.length === 0) return undefined;
  return `Held back: ${parts.join(', and ')}. That proves nothing yet; they are told only if later readings agree.`;
}

export function footerOf(content: DigestContent): readonly string[] {
  const owner = clip(content.owner.name, 60);
  const whose = hasName(content.owner)
    ? `Sent by the Rekindle that ${owner} runs, about ${owner}’s own accounts.`
    : 'Sent by your own Rekindle, about your own accounts.';
  return [
    `${whose} You get it because your address is on its “${clip(content.digestId, 40)}” digest.`,
    `Nobody in this mail was told anything. Please keep their names to yourself: this is about your ${nounOf(content)}, not about holding anything against them.`,
    ...(usesPlaces(content) ? [PLACES_CREDIT] : []),
  ];
}

/** CC BY 4.0 asks for it wherever its data was used. */
const PLACES_CREDIT = 'Places: GeoNames (geonames.org), CC BY 4.0.';

function usesPlaces({ suggestions, near }: DigestContent): boolean {
  return near !== undefined || suggestions.some(({ way }) => way === 'coffee');
}
