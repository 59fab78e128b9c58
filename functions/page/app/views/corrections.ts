import { h } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { SEGMENTS } from '../../../core/segments.ts';
import { ask, pathOf } from '../api/ask.ts';
import type { Correction, Person } from '../api/types.ts';
import { messageOf } from '../api/use-asked.ts';
import { townOf } from '../parts/words.ts';
import { useShell } from '../shell/shell-context.ts';

/** As long as the API takes. */
const LONGEST_PLACE = 200;

/** What the owner knows better: where somebody lives, and what they are. As the mail's "wrong place"; they are told nothing. */
export function Corrections({
  person,
  corrected,
}: {
  readonly person: Person;
  readonly corrected: (correction: Correction) => void;
}) {
  const { owner, mayWrite, say } = useShell();
  const [trouble, setTrouble] = useState<string>();
  const form = useRef<HTMLFormElement>(null);
  if (!mayWrite) return null;
  const known = person.correction?.place ?? townOf(person);
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (form.current === null) return;
    setTrouble(undefined);
    const said = new FormData(form.current);
    const place = String(said.get('place') ?? '').trim() || null;
    const segments = SEGMENTS.filter((segment) => said.has(segment));
    // What was left as it was is still what their own words say.
    const isSame = segments.join() === SEGMENTS.filter((segment) => person.segments.includes(segment)).join();
    const body = { ...((place ?? '') === known ? {} : { place }), ...(isSame ? {} : { segments }) };
    if (Object.keys(body).length === 0) return say('Nothing was changed.');
    try {
      const path = pathOf('people', person.id, '/corrections');
      corrected(await ask<Correction>(path, { method: 'PUT', query: { owner }, body }));
      say('Your correction is kept.');
    } catch (error) {
      setTrouble(messageOf(error));
    }
  };
  return h(
    'details',
    { class: 'notes' },
    h('summary', null, 'Wrong place, or wrong words about them?'),
    h(
      'form',
      { ref: form, onSubmit: save },
      h(
        'label',
        null,
        'Where they live; empty if nobody knows',
        h('input', { name: 'place', type: 'text', maxLength: LONGEST_PLACE, dir: 'auto', defaultValue: known }),
      ),
      h(
        'fieldset',
        null,
        h('legend', null, 'They are'),
        SEGMENTS.map((segment) =>
          h(
            'label',
            { key: segment, class: 'choice' },
            h('input', { name: segment, type: 'checkbox', defaultChecked: person.segments.includes(segment) }),
            ` ${segment}`,
          ),
        ),
      ),
      trouble === undefined ? null : h('p', { role: 'alert', class: 'field-trouble' }, trouble),
      h('button', { type: 'submit', class: 'button' }, 'Keep correction'),
    ),
  );
}
