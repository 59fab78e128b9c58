import { h } from 'preact';

interface Shown {
  readonly id: string;
  readonly handle: string;
  readonly name?: string | undefined;
}

const TINTS = 6;

/** Initials in a circle, as in the mails: no picture is fetched from anywhere. */
export function Avatar({ person, isLarge = false }: { readonly person: Shown; readonly isLarge?: boolean }) {
  const tint = `tint-${hash(person.id) % TINTS}`;
  return h('span', { class: `avatar ${tint}${isLarge ? ' large' : ''}`, 'aria-hidden': 'true' }, initialsOf(person));
}

export const nameOf = ({ name, handle }: Pick<Shown, 'name' | 'handle'>): string =>
  name === undefined || name.trim() === '' ? handle : name;

function initialsOf(person: Shown): string {
  const words = nameOf(person)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const [first = '?', ...rest] = words;
  const last = rest.at(-1) ?? '';
  return `${[...first][0] ?? '?'}${[...last][0] ?? ''}`.toUpperCase();
}

/** Keeps a person's colour; not for anything that matters. */
function hash(text: string): number {
  let value = 7;
  for (let index = 0; index < text.length; index += 1) value = (value * 31 + text.charCodeAt(index)) >>> 0;
  return value;
}
