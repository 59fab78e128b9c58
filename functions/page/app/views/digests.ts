import { h } from 'preact';
import { useState } from 'preact/hooks';
import { ask, askMany, pathOf } from '../api/ask.ts';
import type { Edition, EditionDetail, Page } from '../api/types.ts';
import { useAsked } from '../api/use-asked.ts';
import { countOf, dayOf, several } from '../parts/format.ts';
import { Empty, Shown } from '../parts/notice.ts';
import { type Route, withQuery } from '../shell/route.ts';
import { useShell } from '../shell/shell-context.ts';

/** Every digest that was built, each as it was frozen. */
export function DigestsView({ route }: { readonly route: Route }) {
  const { owner } = useShell();
  const asking = useAsked(owner, (signal) =>
    askMany<Edition>('/v1/digests', { query: { owner, limit: 100 }, signal }, { enough: 200, pages: 4 }),
  );
  return h(Shown<Page<Edition>>, {
    asking,
    what: 'the digests',
    children: ({ items }) => {
      const chosen = items.find(({ id }) => id === route.query['id']) ?? items[0];
      if (chosen === undefined)
        return h(Empty, { title: 'No digest yet' }, 'The first is built once the first lists have been read whole.');
      return h(
        'div',
        { class: 'digests' },
        h(
          'nav',
          { 'aria-label': 'Digests', class: 'digest-list' },
          items.map((edition) =>
            h(
              'a',
              {
                key: edition.id,
                href: withQuery(route, { id: edition.id }),
                'aria-current': edition.id === chosen.id ? 'true' : undefined,
              },
              h('span', null, dayOf(edition.builtAt)),
              h('span', { class: 'soft small' }, edition.kind === 'welcome' ? 'Meet your audience' : nameOf(edition)),
            ),
          ),
        ),
        h(DigestCard, { key: chosen.id, edition: chosen }),
      );
    },
  });
}

const nameOf = ({ digestId }: Edition): string => `${digestId.slice(0, 1).toUpperCase()}${digestId.slice(1)} digest`;

function DigestCard({ edition }: { readonly edition: Edition }) {
  const { owner } = useShell();
  const [isNumbers, setNumbers] = useState(false);
  const asking = useAsked(`${owner} ${edition.id}`, (signal) =>
    ask<EditionDetail>(pathOf('digests', edition.id), { query: { owner }, signal }),
  );
  const label = `Digest of ${dayOf(edition.builtAt)}`;
  return h(
    'section',
    { class: 'card digest', 'aria-labelledby': 'digest-title' },
    h(
      'div',
      { class: 'card-head' },
      h('h2', { id: 'digest-title' }, label),
      h(
        'div',
        { class: 'steps', role: 'group', 'aria-label': 'Show' },
        [false, true].map((numbers) =>
          h(
            'button',
            {
              key: String(numbers),
              type: 'button',
              'aria-pressed': numbers === isNumbers ? 'true' : 'false',
              onClick: () => setNumbers(numbers),
            },
            numbers ? 'In short' : 'As mailed',
          ),
        ),
      ),
    ),
    isNumbers
      ? h(Shown<EditionDetail>, { asking, what: label, children: (detail) => h(InShort, { detail }) })
      : h('iframe', {
          class: 'mail',
          title: `${label}, as it was mailed`,
          sandbox: '',
          loading: 'lazy',
          referrerPolicy: 'no-referrer',
          src: `${pathOf('digests', edition.id, '/html')}?${new URLSearchParams({ owner })}`,
        }),
  );
}

function InShort({ detail }: { readonly detail: EditionDetail }) {
  const { audiences, met, profilesKnown, suggestions, troubles, gained, lost, returned, heldBack } = detail;
  const names = (told: EditionDetail['lost']): string =>
    told.map(({ person }) => person.name ?? `@${person.handle}`).join(', ');
  const rows = [
    ['You have met', `${countOf(met.met)} of ${countOf(met.of)}`],
    ['Profiles known', `${countOf(profilesKnown.known)} of ${countOf(profilesKnown.of)}`],
    ['New', names(gained)],
    ['Came back', names(returned)],
    ['Left', names(lost)],
    ['Suggested', suggestions.map(({ person }) => person.name ?? `@${person.handle}`).join(', ')],
    [
      'Held back',
      heldBack.missing + heldBack.held === 0 ? '' : several(heldBack.missing + heldBack.held, 'person', 'people'),
    ],
    ...audiences.map(({ label, count, gained: came, lost: left }) => [
      label,
      `${countOf(count)} (+${countOf(came)} −${countOf(left)})`,
    ]),
    ...troubles.map(({ what, remedy }) => [what, remedy]),
  ].filter(([, value]) => value !== '');
  return h(
    'dl',
    { class: 'short' },
    rows.map(([label, value], index) =>
      h('div', { key: index }, h('dt', { dir: 'auto' }, label), h('dd', { dir: 'auto' }, value)),
    ),
  );
}
