import { type ComponentChildren, h } from 'preact';
import type { Asking } from '../api/use-asked.ts';

/** Waits, fails with a way on, or shows what came. */
export function Shown<T>({
  asking,
  what,
  children,
}: {
  readonly asking: Asking<T>;
  /** "the digests": for "Loading the digests". */
  readonly what: string;
  readonly children: (value: T) => ComponentChildren;
}) {
  const { asked, again } = asking;
  if (asked.state === 'loading') return h(Loading, { what });
  if (asked.state === 'failed') return h(Failed, { message: asked.message, again });
  return h('div', { class: 'shown' }, children(asked.value));
}

function Loading({ what }: { readonly what: string }) {
  return h(
    'div',
    { class: 'loading', role: 'status' },
    h('span', { class: 'hidden' }, `Loading ${what} …`),
    ...[0, 1, 2].map((line) => h('span', { key: line, class: 'shimmer', 'aria-hidden': 'true' })),
  );
}

export function Failed({ message, again }: { readonly message: string; readonly again: () => void }) {
  return h(
    'div',
    { class: 'notice failed', role: 'alert' },
    h('p', null, h('strong', null, 'That did not work. '), message),
    h('button', { type: 'button', class: 'button', onClick: again }, 'Try again'),
  );
}

/** Nothing here, and why that may be. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return h('div', { class: 'notice' }, h('p', { class: 'notice-title' }, title), h('p', null, children));
}
