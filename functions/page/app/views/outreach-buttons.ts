import { h } from 'preact';
import { useState } from 'preact/hooks';
import { ask, pathOf } from '../api/ask.ts';
import type { Outreach, OutreachState } from '../api/types.ts';
import { messageOf } from '../api/use-asked.ts';
import { nameOf } from '../parts/avatar.ts';
import { Dialog } from '../parts/dialog.ts';
import { dayOf } from '../parts/format.ts';
import { OUTREACH_NAMES } from '../parts/words.ts';
import { useShell } from '../shell/shell-context.ts';

/** Of "not now", as in the mails. */
const SNOOZE_WEEKS = 12;
const WEEK = 7 * 24 * 60 * 60 * 1000;

const BUTTONS = ['invited', 'met', 'snoozed', 'never'] as const;
type Button = (typeof BUTTONS)[number];

interface Somebody {
  readonly id: string;
  readonly handle: string;
  readonly name?: string | undefined;
}

/** The buttons of the mail: invited, met, not now, never. They note something here and tell the person nothing. */
export function OutreachButtons({
  person,
  state,
  noted,
}: {
  readonly person: Somebody;
  readonly state: OutreachState | undefined;
  readonly noted: (outreach: Outreach) => void;
}) {
  const { owner, mayWrite, say } = useShell();
  const [isBusy, setBusy] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const note = async (button: Button): Promise<void> => {
    setBusy(true);
    setTrouble(undefined);
    const until = new Date(Date.now() + SNOOZE_WEEKS * WEEK).toISOString();
    try {
      const outreach = await ask<Outreach>(pathOf('people', person.id, '/outreach'), {
        method: 'PUT',
        query: { owner },
        body: button === 'snoozed' ? { state: button, until } : { state: button },
      });
      noted(outreach);
      say(sayingOf(nameOf(person), outreach));
    } catch (error) {
      setTrouble(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  if (!mayWrite) return h('p', { class: 'soft small' }, 'This session may read and not note anything.');
  return h(
    'div',
    { class: 'outreach' },
    h(
      'div',
      { class: 'buttons', role: 'group', 'aria-label': `Where you stand with ${nameOf(person)}` },
      BUTTONS.map((button) =>
        h(
          'button',
          {
            key: button,
            type: 'button',
            class: 'button toggle',
            'aria-pressed': state === button ? 'true' : 'false',
            disabled: isBusy,
            onClick: () => (button === 'never' && state !== 'never' ? setAsking(true) : void note(button)),
          },
          OUTREACH_NAMES[button],
        ),
      ),
    ),
    trouble === undefined ? null : h('p', { role: 'alert', class: 'field-trouble' }, trouble),
    isAsking
      ? h(NeverDialog, {
          name: nameOf(person),
          close: () => setAsking(false),
          sure: () => {
            setAsking(false);
            void note('never');
          },
        })
      : null,
  );
}

function NeverDialog({
  name,
  close,
  sure,
}: {
  readonly name: string;
  readonly close: () => void;
  readonly sure: () => void;
}) {
  return h(
    Dialog,
    { label: 'never-title', kind: 'small', close },
    h('h2', { id: 'never-title' }, 'Never suggest ', h('bdi', null, name), ' again?'),
    h('p', null, 'They are told nothing, and stay in your lists and in your history. You can change your mind here.'),
    h(
      'div',
      { class: 'buttons end' },
      h('button', { type: 'button', class: 'button', onClick: close }, 'Leave it'),
      h('button', { type: 'button', class: 'button main', onClick: sure }, 'Never again'),
    ),
  );
}

function sayingOf(name: string, { state, until }: Outreach): string {
  if (state === 'invited') return `Noted: you have written to ${name}.`;
  if (state === 'met') return `Noted: you have met ${name}.`;
  if (state === 'never') return `${name} will not be suggested again.`;
  return until === undefined ? `${name} rests for a while.` : `${name} rests until ${dayOf(until)}.`;
}
