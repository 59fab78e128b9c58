import { h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { verdictWords } from '../../../digest/words.ts';
import { messageOf, useAsked } from '../api/use-asked.ts';
import { dayOf, several } from '../parts/format.ts';
import { Empty, Shown } from '../parts/notice.ts';
import { PersonLine } from '../parts/person-line.ts';
import { audienceOfId } from '../parts/words.ts';
import { hrefOf, type Route } from '../shell/route.ts';
import { useShell } from '../shell/shell-context.ts';
import { FILTERS, type Filters, isSearch, type Leaver, type Leavers, readLeavers } from './leavers.ts';
import { LeftFilters } from './left-filters.ts';

/** Who left, when, and as far as it can be proven, why. */
export function LeftView({ route }: { readonly route: Route }) {
  const { owner } = useShell();
  const filters = filtersOf(route);
  const question = JSON.stringify([owner, filters]);
  const asking = useAsked(question, (signal) => readLeavers(owner, filters, undefined, signal));
  return [
    h(
      'p',
      { class: 'lead' },
      'Each of these was proven before it was told. Open a name for the story, and for what to do.',
    ),
    h(LeftFilters, { key: question, filters, route }),
    h(Shown<Leavers>, {
      asking,
      what: 'who left',
      children: (leavers) => h(List, { key: question, leavers, filters, route }),
    }),
  ];
}

function filtersOf({ query }: Route): Filters {
  return Object.fromEntries(FILTERS.map((name) => [name, query[name]])) as Filters;
}

function List({
  leavers,
  filters,
  route,
}: {
  readonly leavers: Leavers;
  readonly filters: Filters;
  readonly route: Route;
}) {
  const { owner, say } = useShell();
  const [more, setMore] = useState<Leavers>({ items: [], next: leavers.next });
  const [trouble, setTrouble] = useState<string>();
  const items = [...leavers.items, ...more.items];
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  useEffect(() => {
    if (isFiltered)
      say(`${several(leavers.items.length, 'person', 'people')}${leavers.next === undefined ? '' : ' so far'}.`);
  }, [isFiltered, leavers, say]);
  const goOn = async (): Promise<void> => {
    setTrouble(undefined);
    try {
      const found = await readLeavers(owner, filters, more.next);
      setMore({ items: [...more.items, ...found.items], next: found.next });
      say(`${several(found.items.length, 'more person', 'more people')}.`);
    } catch (error) {
      setTrouble(messageOf(error));
    }
  };
  if (items.length === 0 && more.next === undefined) {
    return isFiltered
      ? h(
          Empty,
          { title: 'Nobody with these marks left' },
          h('a', { href: hrefOf('left', { owner: route.query['owner'] }) }, 'Show everybody who left'),
        )
      : h(
          Empty,
          { title: 'Nobody has left' },
          'Losses can be seen from the second reading on, and are told once they are proven.',
        );
  }
  return [
    h('h2', { class: 'hidden' }, 'People'),
    isSearch(filters)
      ? h(
          'p',
          { class: 'soft small' },
          'Place, kind and words are looked for among the people that matter most of each account.',
        )
      : null,
    h(
      'ul',
      { class: 'people card' },
      items.map((leaver) => h('li', { key: leaver.key }, h(Line, { leaver, route }))),
    ),
    trouble === undefined ? null : h('p', { role: 'alert', class: 'field-trouble' }, trouble),
    more.next === undefined
      ? null
      : h('p', { class: 'more' }, h('button', { type: 'button', class: 'button', onClick: goOn }, 'Show more')),
  ];
}

function Line({ leaver, route }: { readonly leaver: Leaver; readonly route: Route }) {
  const { person, verdict, network, at, audienceId, bio, location } = leaver;
  return h(
    PersonLine,
    { person, route, beside: h('time', { dateTime: at, class: 'soft small' }, dayOf(at)) },
    h(
      'p',
      { class: 'small' },
      h('span', { class: `verdict verdict-${verdict ?? 'unknown'}` }, verdictWords(verdict, network)),
      h('span', { class: 'soft' }, ` · ${audienceOfId(audienceId)}`),
      location === undefined ? null : h('span', { class: 'soft' }, ' · ', h('bdi', null, location)),
    ),
    bio === undefined || bio === '' ? null : h('p', { class: 'soft small one-line', dir: 'auto' }, bio),
  );
}
