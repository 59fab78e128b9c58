import { clip } from '../core/clip.ts';
import type { DigestChange, DigestContent } from '../core/digest-model.ts';
import { type ActionView, friendActions, type PersonButtons, suggestionActions } from './buttons.ts';
import { exportsOf } from './export-words.ts';
import { headlineOf, lastDay, subjectOf, type Tally, tallyOf, tallyWords } from './headline.ts';
import { safeUrl } from './html.ts';
import { numbersOf } from './number-lines.ts';
import { type Detail, type PersonView, personView } from './person-view.ts';
import {
  alertOf,
  footerOf,
  leadOf,
  lossWords,
  metOf,
  notesOf,
  preheaderOf,
  renameWords,
  returnWords,
  troublesOf,
} from './sentences.ts';
import { factsOf, lookUpLinks, silenceOf, wordLines } from './suggestion-facts.ts';
import { type TrendView, trendView } from './trend-view.ts';
import { isPersonal, number } from './words.ts';

export interface ViewOptions {
  readonly timeZone: string;
  readonly locale: string;
  readonly unsubscribeUrl: string;
  readonly historyUrl?: string;
  readonly links?: ReadonlyMap<string, PersonButtons>;
}

export interface Section {
  readonly title: string;
  readonly intro?: string;
  readonly people: readonly PersonView[];
  /** "and 12 more": people who did not fit. */
  readonly more?: string;
  /** Told small: it says nothing about the owner. */
  readonly isQuiet?: boolean;
}

/** The mail before it is HTML or text: every string final, so that both parts say the same. */
export interface DigestView {
  readonly subject: string;
  readonly preheader: string;
  readonly date: string;
  readonly headline: string;
  readonly lead: string;
  readonly tally?: Tally;
  readonly met: { readonly sentence: string; readonly share: number; readonly known: string };
  readonly alert?: string;
  readonly trend?: TrendView;
  readonly suggestions?: Section;
  readonly sections: readonly Section[];
  readonly segments: readonly {
    readonly label: string;
    readonly count: number;
    readonly examples: readonly PersonView[];
  }[];
  readonly numbers: readonly { readonly label: string; readonly count: string; readonly change: string }[];
  readonly notes: readonly string[];
  readonly troubles: readonly { readonly what: string; readonly remedy: string }[];
  /** New exports that are due: what, how, and where it begins. */
  readonly exports: readonly { readonly what: string; readonly how: string; readonly link?: string }[];
  readonly footer: readonly string[];
  readonly unsubscribeUrl: string;
  readonly historyUrl?: string;
}

/** Turns contents into what a mail says. Throws a TypeError if a link of ours is no web address. */
export function viewOf(content: DigestContent, options: ViewOptions, detail: Detail): DigestView {
  const isWelcome = content.kind === 'welcome';
  const tally = tallyOf(content);
  const date = lastDay(content, options);
  const lead = leadOf(content, options);
  const trend = trendView(content, options);
  const shown = new Set([...content.suggestions, ...content.notable].map(({ person }) => person.personId));
  const gained = content.gained.filter(({ person }) => !shown.has(person.personId));
  const personal = content.lost.filter(({ verdict }) => isPersonal(verdict));
  const quiet = content.lost.filter(({ verdict }) => !isPersonal(verdict));
  const change = (one: DigestChange, said: string) =>
    personView(one.person, detail, {
      said,
      ...(one.evidence !== undefined && detail.evidence > 0 ? { evidence: clip(one.evidence, detail.evidence) } : {}),
    });
  const section = (title: string, people: readonly PersonView[], omitted: number, more: Partial<Section> = {}) =>
    people.length === 0
      ? []
      : [{ title, people: people.slice(0, detail.rows), ...moreLine(people.length - detail.rows, omitted), ...more }];

  return {
    subject: subjectOf(content, options),
    preheader: preheaderOf(content, lead),
    date: isWelcome ? date : `Week to ${date}`,
    headline: headlineOf(content),
    lead,
    ...(!isWelcome && tallyWords(tally) !== '' ? { tally } : {}),
    met: metOf(content),
    ...(content.troubles.length > 0 ? { alert: alertOf(content) } : {}),
    ...(content.suggestions.length === 0 ? {} : { suggestions: suggestionsOf(content, options, detail) }),
    ...(trend === undefined ? {} : { trend }),
    segments: (content.segments ?? []).map(({ label, count, examples }) => ({
      label: clip(label, 30),
      count,
      examples: examples.slice(0, detail.rows).map(({ bio: _bio, ...person }) => personView(person, detail)),
    })),
    sections: [
      ...section('Write again', writeAgainOf(content, options, detail), 0, {
        intro: 'You know each other, and it has been quiet.',
      }),
      ...section(
        isWelcome ? 'Worth knowing' : 'New, and worth a look',
        content.notable.map(({ person, reason }) => personView(person, detail, { said: clip(reason, detail.line) })),
        0,
      ),
      ...section(
        content.near === undefined ? '' : `Near you, in ${clip(content.near.city, 40)}`,
        content.near?.people.map((person) => personView(person, detail)) ?? [],
        Math.max(0, (content.near?.count ?? 0) - (content.near?.people.length ?? 0)),
      ),
      ...section(
        gained.length < content.gained.length ? 'Also new' : 'New',
        gained.map((one) => change(one, `new among your ${one.audienceLabel}`)),
        content.omitted.gained,
      ),
      ...section(
        'Back again',
        content.returned.map((one) => change(one, returnWords(one))),
        content.omitted.returned,
      ),
      ...section(
        'Who left',
        personal.map((one) => change(one, lossWords(one))),
        content.omitted.lost,
      ),
      ...section(
        'Accounts that went away',
        quiet.map((one) => change(one, lossWords(one))),
        personal.length === 0 ? content.omitted.lost : 0,
        { intro: 'This says nothing about you.', isQuiet: true },
      ),
      ...section(
        'New names',
        content.edited.map((one) => change(one, renameWords(one))),
        content.omitted.edited,
        { isQuiet: true },
      ),
    ],
    numbers: numbersOf(content, detail.line),
    notes: notesOf(content),
    troubles: troublesOf(content, detail.line),
    exports: exportsOf(content, detail.line).slice(0, detail.rows),
    footer: footerOf(content),
    unsubscribeUrl: safeUrl(options.unsubscribeUrl) ?? wrongLink('unsubscribeUrl'),
    ...(options.historyUrl === undefined ? {} : { historyUrl: safeUrl(options.historyUrl) ?? wrongLink('historyUrl') }),
  };
}

function writeAgainOf(content: DigestContent, options: ViewOptions, detail: Detail): readonly PersonView[] {
  return (content.writeAgain ?? []).map((again) => {
    const buttons = options.links?.get(again.person.personId);
    return personView(again.person, detail, {
      said: silenceOf(again, content.to),
      facts: wordLines(again.words, detail.line).slice(0, detail.facts),
      ...(buttons === undefined ? {} : { actions: safeActions(friendActions(buttons)) }),
    });
  });
}

function safeActions(actions: readonly ActionView[]): readonly ActionView[] {
  return actions.flatMap(({ label, url }) => {
    const address = safeUrl(url);
    return address === undefined ? [] : [{ label, url: address }];
  });
}

function suggestionsOf(content: DigestContent, options: ViewOptions, detail: Detail): Section {
  return {
    title: 'People to meet',
    intro: 'Chosen for what you have in common. Nothing is sent to them by us: you write, if you like.',
    people: content.suggestions.map((suggestion) => {
      const { person, reasons, starter, way } = suggestion;
      const buttons = options.links?.get(person.personId);
      const meetUrl = safeUrl(buttons?.meet);
      return personView(person, detail, {
        reasons: reasons.map((reason) => clip(reason, detail.line)),
        starter: clip(starter, 2 * detail.line),
        way,
        facts: factsOf(suggestion, { ...options, line: detail.line }).slice(0, detail.facts),
        lookUps: lookUpLinks(suggestion).slice(0, detail.facts),
        ...(buttons === undefined ? {} : { actions: safeActions(suggestionActions(buttons)) }),
        ...(meetUrl === undefined ? {} : { meetUrl }),
      });
    }),
  };
}

function moreLine(hidden: number, omitted: number): { readonly more?: string } {
  const more = Math.max(0, hidden) + omitted;
  return more > 0 ? { more: `and ${number(more)} more` } : {};
}

function wrongLink(name: string): never {
  throw new TypeError(`${name}: expected an http or https address of at most 400 characters`);
}
