import { h } from 'preact';
import { ask, askMany, pathOf } from '../api/ask.ts';
import type { Edition, EditionDetail, FoundPerson, Outreach, OutreachState, Page, Suggestion } from '../api/types.ts';
import { useAsked } from '../api/use-asked.ts';
import { dayOf, several } from '../parts/format.ts';
import { Empty, Shown } from '../parts/notice.ts';
import { PersonLine } from '../parts/person-line.ts';
import { OUTREACH_NAMES } from '../parts/words.ts';
import { type Route, withQuery } from '../shell/route.ts';
import { useShell } from '../shell/shell-context.ts';
import { OutreachButtons } from './outreach-buttons.ts';

const STATES: readonly OutreachState[] = ['suggested', 'invited', 'met', 'snoozed', 'never'];
/** Editions that are looked through for suggestions. */
const EDITIONS = 6;

interface Meeting {
  /** The newest edition that suggests somebody. */
  readonly edition?: EditionDetail | undefined;
  readonly people: readonly FoundPerson[];
}

/** Whom the last digest suggests, and where the owner stands with everybody they approached. */
export function MeetView({ route }: { readonly route: Route }) {
  const { owner } = useShell();
  // A person's sheet may change where they stand: the list is asked for again once it is closed.
  const asking = useAsked(`${owner} ${route.query['person'] === undefined}`, (signal) => readMeeting(owner, signal));
  return [
    h('p', { class: 'lead' }, 'People worth a coffee or a call. Nothing you note here is told to them.'),
    h(Shown<Meeting>, {
      asking,
      what: 'whom to meet',
      children: ({ edition, people }) => {
        const states = new Map(people.map(({ id, outreach }) => [id, outreach] as const));
        const noted = (id: string) => (outreach: Outreach) =>
          asking.put((before) => ({ ...before, people: withState(before, id, outreach.state) }));
        return [h(Suggestions, { edition, states, noted, route }), h(Standing, { people, route, noted })];
      },
    }),
  ];
}

async function readMeeting(owner: string, signal: AbortSignal): Promise<Meeting> {
  const [editions, found] = await Promise.all([
    ask<Page<Edition>>('/v1/digests', { query: { owner, limit: EDITIONS }, signal }),
    askMany<FoundPerson>(
      '/v1/people',
      { query: { owner, outreach: STATES.join(), limit: 200 }, signal },
      { enough: 500, pages: 5 },
    ),
  ]);
  const people = [...new Map(found.items.map((person) => [person.id, person])).values()];
  for (const { id } of editions.items) {
    const edition = await ask<EditionDetail>(pathOf('digests', id), { query: { owner }, signal });
    if (edition.suggestions.length > 0) return { edition, people };
  }
  return { people };
}

/** Whoever was suggested and not found by the search is there from now on. */
function withState({ people, edition }: Meeting, id: string, outreach: OutreachState): readonly FoundPerson[] {
  if (people.some((person) => person.id === id)) {
    return people.map((person) => (person.id === id ? { ...person, outreach } : person));
  }
  const suggested = edition?.suggestions.find(({ person }) => person.id === id)?.person;
  if (suggested === undefined || edition === undefined) return people;
  const { owner, builtAt } = edition;
  const unknown = { audiences: [], segments: [], state: 'present' as const, stateAt: builtAt, firstSeenAt: builtAt };
  return [...people, { ...suggested, ...unknown, owner, accountId: '', network: 'list' as const, outreach }];
}

function Suggestions({
  edition,
  states,
  noted,
  route,
}: {
  readonly edition: EditionDetail | undefined;
  readonly states: ReadonlyMap<string, OutreachState | undefined>;
  readonly noted: (id: string) => (outreach: Outreach) => void;
  readonly route: Route;
}) {
  return h(
    'section',
    { 'aria-labelledby': 'suggested-title' },
    h('h2', { id: 'suggested-title' }, 'Suggested'),
    edition === undefined
      ? h(Empty, { title: 'No suggestions yet' }, 'A digest suggests people once enough is known of them.')
      : [
          h('p', { class: 'soft small' }, `In the digest of ${dayOf(edition.builtAt)}.`),
          h(
            'ul',
            { class: 'suggestions' },
            edition.suggestions.map((suggestion) =>
              h(
                'li',
                { key: suggestion.person.id, class: 'card suggestion' },
                h(SuggestionCard, {
                  suggestion,
                  state: states.get(suggestion.person.id),
                  noted: noted(suggestion.person.id),
                  route,
                }),
              ),
            ),
          ),
        ],
  );
}

function SuggestionCard({
  suggestion,
  state,
  noted,
  route,
}: {
  readonly suggestion: Suggestion;
  readonly state: OutreachState | undefined;
  readonly noted: (outreach: Outreach) => void;
  readonly route: Route;
}) {
  const { person, reasons, way, starter, stillThere } = suggestion;
  return [
    h(
      PersonLine,
      { person, route, beside: h('span', { class: 'chip' }, way === 'coffee' ? 'Coffee' : 'Video call') },
      stillThere ? null : h('p', { class: 'soft small' }, 'No longer on your list'),
    ),
    h(
      'ul',
      { class: 'reasons' },
      reasons.map((reason) => h('li', { key: reason, dir: 'auto' }, reason)),
    ),
    starter === '' ? null : h('blockquote', { dir: 'auto' }, starter),
    h(OutreachButtons, { person, state, noted }),
  ];
}

function Standing({
  people,
  route,
}: {
  readonly people: readonly FoundPerson[];
  readonly route: Route;
  readonly noted: (id: string) => (outreach: Outreach) => void;
}) {
  const counts = STATES.map((state) => ({ state, count: people.filter(({ outreach }) => outreach === state).length }));
  const chosen =
    STATES.find((state) => state === route.query['state']) ??
    counts.find(({ state, count }) => count > 0 && state === 'invited')?.state ??
    counts.find(({ count }) => count > 0)?.state ??
    'invited';
  const shown = people.filter(({ outreach }) => outreach === chosen);
  return h(
    'section',
    { 'aria-labelledby': 'standing-title' },
    h('h2', { id: 'standing-title' }, 'Where you stand'),
    h(
      'nav',
      { 'aria-label': 'By where you stand', class: 'steps wide' },
      counts.map(({ state, count }) =>
        h(
          'a',
          { key: state, href: withQuery(route, { state }), 'aria-current': state === chosen ? 'true' : undefined },
          OUTREACH_NAMES[state],
          h('span', { class: 'soft' }, ` ${count}`),
        ),
      ),
    ),
    shown.length === 0
      ? h(
          Empty,
          { title: 'Nobody here' },
          'The buttons above, those in the mails and those in a person’s story bring people here.',
        )
      : h(
          'ul',
          {
            class: 'people card',
            'aria-label': `${OUTREACH_NAMES[chosen]}: ${several(shown.length, 'person', 'people')}`,
          },
          shown.map((person) =>
            h(
              'li',
              { key: person.id },
              h(
                PersonLine,
                { person, route },
                person.bio === undefined ? null : h('p', { class: 'soft small one-line', dir: 'auto' }, person.bio),
              ),
            ),
          ),
        ),
  );
}
