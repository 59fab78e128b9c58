import { type ComponentChildren, h } from 'preact';
import { type Route, withQuery } from '../shell/route.ts';
import { Avatar, nameOf } from './avatar.ts';

interface Somebody {
  readonly id: string;
  readonly handle: string;
  readonly name?: string | undefined;
}

/** One person in a list: their name opens their story. */
export function PersonLine({
  person,
  route,
  beside,
  children,
}: {
  readonly person: Somebody;
  readonly route: Route;
  /** At the end of the line. */
  readonly beside?: ComponentChildren;
  readonly children?: ComponentChildren;
}) {
  return h(
    'div',
    { class: 'person-line' },
    h(Avatar, { person }),
    h(
      'div',
      { class: 'person-words' },
      h(
        'p',
        { class: 'person-name' },
        h('a', { href: withQuery(route, { person: person.id }), dir: 'auto' }, nameOf(person)),
        ' ',
        h('span', { class: 'soft', dir: 'auto' }, `@${person.handle}`),
      ),
      children,
    ),
    beside === undefined ? null : h('div', { class: 'person-beside' }, beside),
  );
}
