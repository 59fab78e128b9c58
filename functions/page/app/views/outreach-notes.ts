import { h } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { ask, pathOf } from '../api/ask.ts';
import type { Outreach, Person } from '../api/types.ts';
import { messageOf } from '../api/use-asked.ts';
import { useShell } from '../shell/shell-context.ts';

/** As long as the API takes. */
const LONGEST = 2_000;

/** One note and one promise, for the owner alone. */
export function OutreachNotes({
  person,
  noted,
}: {
  readonly person: Person;
  readonly noted: (outreach: Outreach) => void;
}) {
  const { owner, mayWrite, say } = useShell();
  const [trouble, setTrouble] = useState<string>();
  const note = useRef<HTMLTextAreaElement>(null);
  const promise = useRef<HTMLTextAreaElement>(null);
  const { outreach } = person;
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTrouble(undefined);
    const words = (field: HTMLTextAreaElement | null): string | null => field?.value.trim() || null;
    try {
      const body = { note: words(note.current), promise: words(promise.current) };
      noted(await ask<Outreach>(pathOf('people', person.id, '/outreach'), { method: 'PUT', query: { owner }, body }));
      say('Your notes are kept.');
    } catch (error) {
      setTrouble(messageOf(error));
    }
  };
  if (!mayWrite && outreach?.note === undefined && outreach?.promise === undefined) return null;
  const box = (id: string, label: string, ref: typeof note, value: string | undefined) =>
    h(
      'label',
      { for: id },
      label,
      h('textarea', {
        id,
        ref,
        rows: 2,
        maxLength: LONGEST,
        dir: 'auto',
        readOnly: !mayWrite,
        defaultValue: value ?? '',
      }),
    );
  return h(
    'details',
    { class: 'notes', open: outreach?.note !== undefined || outreach?.promise !== undefined },
    h('summary', null, 'Notes, for you alone'),
    h(
      'form',
      { onSubmit: save },
      box('note', 'What you want to remember', note, outreach?.note),
      box('promise', 'What you promised', promise, outreach?.promise),
      trouble === undefined ? null : h('p', { role: 'alert', class: 'field-trouble' }, trouble),
      mayWrite ? h('button', { type: 'submit', class: 'button' }, 'Keep notes') : null,
    ),
  );
}
