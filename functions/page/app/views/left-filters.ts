import { type ComponentChild, h } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { NETWORK_IDS, VERDICTS } from '../../../core/model.ts';
import { SEGMENTS } from '../../../core/segments.ts';
import { networkName, VERDICT_NAMES } from '../parts/words.ts';
import { hrefOf, type Route } from '../shell/route.ts';
import { FILTERS, type Filters } from './leavers.ts';

/** By what the list can be narrowed. Choosing takes effect at once, typing with Enter or the button. */
export function LeftFilters({ filters, route }: { readonly filters: Filters; readonly route: Route }) {
  const form = useRef<HTMLFormElement>(null);
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  // On a phone they would hide the people; elsewhere the button is not there and they are always open.
  const [isOpen, setOpen] = useState(isFiltered);
  const apply = () => {
    if (form.current === null) return;
    const said = new FormData(form.current);
    const query = Object.fromEntries(
      FILTERS.map((name) => {
        const value = said.get(name);
        return [name, typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined];
      }),
    );
    location.hash = hrefOf('left', { owner: route.query['owner'], ...query });
  };
  const choice = (name: keyof Filters, label: string, all: string, options: readonly (readonly [string, string])[]) =>
    field(
      name,
      label,
      h(
        'select',
        { id: `by-${name}`, name, onChange: apply },
        h('option', { value: '' }, all),
        options.map(([value, words]) => h('option', { key: value, value, selected: filters[name] === value }, words)),
      ),
    );
  const box = (name: keyof Filters, label: string, type: 'text' | 'date', placeholder?: string) =>
    field(
      name,
      label,
      h('input', {
        id: `by-${name}`,
        name,
        type,
        defaultValue: filters[name] ?? '',
        placeholder,
        maxLength: 100,
        ...(type === 'date' ? { onChange: apply } : {}),
      }),
    );
  return h(
    'form',
    {
      ref: form,
      class: `filters card${isOpen ? '' : ' is-closed'}`,
      role: 'search',
      'aria-label': 'Who left',
      onSubmit: (event: Event) => {
        event.preventDefault();
        apply();
      },
    },
    h(
      'button',
      {
        type: 'button',
        class: 'button filters-toggle',
        'aria-expanded': isOpen ? 'true' : 'false',
        onClick: () => setOpen(!isOpen),
      },
      isOpen ? 'Hide the filters' : 'Filter',
    ),
    choice(
      'network',
      'Network',
      'All networks',
      NETWORK_IDS.map((id) => [id, networkName(id)] as const),
    ),
    choice(
      'verdict',
      'Why',
      'For any reason',
      VERDICTS.map((verdict) => [verdict, VERDICT_NAMES[verdict]] as const),
    ),
    choice(
      'segment',
      'Kind',
      'All kinds',
      SEGMENTS.map((segment) => [segment, capital(segment)] as const),
    ),
    box('near', 'Near', 'text', 'Lisbon'),
    box('q', 'Words', 'text', 'Name or bio'),
    box('from', 'From', 'date'),
    box('to', 'To', 'date'),
    h(
      'div',
      { class: 'filter-buttons' },
      h('button', { type: 'submit', class: 'button main' }, 'Look'),
      h('a', { class: 'button', href: hrefOf('left', { owner: route.query['owner'] }) }, 'Clear'),
    ),
  );
}

const field = (name: string, label: string, control: ComponentChild) =>
  h('div', { class: `field field-${name}` }, h('label', { for: `by-${name}` }, label), control);

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
