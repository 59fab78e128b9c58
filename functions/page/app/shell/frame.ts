import { type ComponentChild, h } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { SessionView } from '../api/types.ts';
import { Icon } from '../parts/icon.ts';
import { DigestsView } from '../views/digests.ts';
import { HealthView } from '../views/health.ts';
import { LeftView } from '../views/left.ts';
import { MeetView } from '../views/meet.ts';
import { PersonSheet } from '../views/person.ts';
import { TimeView } from '../views/time.ts';
import { hrefOf, type Route, useRoute, VIEWS, type View, withQuery } from './route.ts';
import { ShellProvider } from './shell-context.ts';

type SignedIn = Extract<SessionView, { signedIn: true }>;

const TITLES: Readonly<Record<View, string>> = {
  time: 'Over time',
  left: 'Who left',
  meet: 'Meet',
  health: 'Health',
  digests: 'Digests',
};

/** How long a word about something that happened stays, ms. */
const SAID_MS = 6_000;

/** The page of somebody signed in: where one can go, what is there, and a person in front of it. */
export function Frame({
  session,
  ended,
  signOut,
}: {
  readonly session: SignedIn;
  readonly ended: () => void;
  readonly signOut: () => void;
}) {
  const route = useRoute();
  const owner = session.owners.find((one) => one === route.query['owner']) ?? session.owners[0] ?? '';
  const [said, say] = useSaying();
  const mayWrite = session.scopes.includes('write');
  const { commandPlace = '' } = session;
  const shell = useMemo(
    () => ({ owner, mayWrite, commandPlace, say, sessionEnded: ended }),
    [owner, mayWrite, commandPlace, say, ended],
  );
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    document.title = `${TITLES[route.view]} · Rekindle`;
    // Whoever goes somewhere else hears and sees it from its beginning.
    if (!isFirst.current) main.current?.focus({ preventScroll: true });
    if (!isFirst.current) scrollTo(0, 0);
    isFirst.current = false;
  }, [route.view]);
  const { person } = route.query;
  return h(
    ShellProvider,
    { value: shell },
    h('a', { class: 'skip', href: '#main', onClick: skipTo(main) }, 'Skip to the content'),
    h(
      'header',
      { class: 'top' },
      h(
        'div',
        { class: 'top-inside' },
        h('a', { class: 'brand', href: hrefOf('time', ownerQuery(route)) }, h(Icon, { name: 'flame' }), 'Rekindle'),
        h(Navigation, { route }),
        h(
          'div',
          { class: 'top-end' },
          session.owners.length > 1 ? h(OwnerChoice, { owners: session.owners, owner, route }) : null,
          h('button', { type: 'button', class: 'button quiet', onClick: signOut }, 'Sign out'),
        ),
      ),
    ),
    h(
      'main',
      { id: 'main', ref: main, tabIndex: -1, key: owner, class: `view view-${route.view}` },
      h('h1', null, TITLES[route.view]),
      viewOf(route),
    ),
    h(
      'footer',
      { class: 'foot' },
      h('p', null, 'What is told here is what was proven. ', h('a', { href: '/privacy' }, 'What is kept, and why')),
      session.mails === undefined ? null : h('p', null, h('a', { href: session.mails }, 'Mails on this machine')),
    ),
    h('div', { role: 'status', 'aria-live': 'polite', class: `toast${said === '' ? '' : ' is-shown'}` }, said),
    person === undefined
      ? null
      : h(PersonSheet, {
          key: person,
          id: person,
          close: () => location.replace(withQuery(route, { person: undefined })),
        }),
  );
}

function viewOf(route: Route): ComponentChild {
  switch (route.view) {
    case 'time':
      return h(TimeView, { route });
    case 'left':
      return h(LeftView, { route });
    case 'meet':
      return h(MeetView, { route });
    case 'health':
      return h(HealthView, null);
    case 'digests':
      return h(DigestsView, { route });
  }
}

function Navigation({ route }: { readonly route: Route }) {
  return h(
    'nav',
    { 'aria-label': 'Main', class: 'places' },
    VIEWS.map((view) =>
      h(
        'a',
        {
          key: view,
          href: hrefOf(view, ownerQuery(route)),
          'aria-current': view === route.view ? 'page' : undefined,
        },
        h(Icon, { name: view }),
        h('span', null, TITLES[view]),
      ),
    ),
  );
}

function OwnerChoice({
  owners,
  owner,
  route,
}: {
  readonly owners: readonly string[];
  readonly owner: string;
  readonly route: Route;
}) {
  return h(
    'label',
    { class: 'owner-choice' },
    h('span', { class: 'hidden' }, 'Whose history'),
    h(
      'select',
      {
        value: owner,
        onChange: (event: Event) => {
          if (event.target instanceof HTMLSelectElement)
            location.hash = hrefOf(route.view, { owner: event.target.value });
        },
      },
      owners.map((one) => h('option', { key: one, value: one, selected: one === owner }, one)),
    ),
  );
}

const ownerQuery = ({ query }: Route) => ({ owner: query['owner'] });

/** The address of the page says where one is, so the link must not change it. */
const skipTo = (main: { readonly current: HTMLElement | null }) => (event: Event) => {
  event.preventDefault();
  main.current?.focus();
};

function useSaying(): [string, (text: string) => void] {
  const [said, setSaid] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const say = useCallback((text: string) => {
    clearTimeout(timer.current);
    setSaid(text);
    timer.current = setTimeout(() => setSaid(''), SAID_MS);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);
  return [said, say];
}
