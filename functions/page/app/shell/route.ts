import { useEffect, useState } from 'preact/hooks';

export const VIEWS = ['time', 'left', 'meet', 'health', 'digests'] as const;
export type View = (typeof VIEWS)[number];

/** Where somebody is on the page: `#/left?verdict=unfollowed&person=…`. Bookmarks and the back button work. */
export interface Route {
  readonly view: View;
  readonly query: Readonly<Record<string, string>>;
}

export function readRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?');
  const view = VIEWS.find((known) => known === path) ?? 'time';
  return { view, query: Object.fromEntries(new URLSearchParams(search)) };
}

export function hrefOf(view: View, query: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, value]],
  );
  return `#/${view}${given.length === 0 ? '' : `?${new URLSearchParams(given)}`}`;
}

/** The same place, with some of it changed; `undefined` takes something away. */
export function withQuery({ view, query }: Route, changes: Readonly<Record<string, string | undefined>>): string {
  return hrefOf(view, { ...query, ...changes });
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => readRoute(location.hash));
  useEffect(() => {
    const follow = () => setRoute(readRoute(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return route;
}
