import { h } from 'preact';
import { useState } from 'preact/hooks';
import { ask, pathOf } from '../api/ask.ts';
import type { Linked, Person, WrongPerson as Told } from '../api/types.ts';
import { messageOf } from '../api/use-asked.ts';
import { nameOf } from '../parts/avatar.ts';
import { Dialog } from '../parts/dialog.ts';
import { networkName } from '../parts/words.ts';
import { useShell } from '../shell/shell-context.ts';

/** Whom they are taken for elsewhere and why, and the mail's "wrong person". They are told nothing. */
export function WrongPerson({ person, told }: { readonly person: Person; readonly told: (what: Told) => void }) {
  const { owner, mayWrite, say } = useShell();
  const [isBusy, setBusy] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const { linked = [] } = person;
  const tell = async (): Promise<void> => {
    setAsking(false);
    setBusy(true);
    setTrouble(undefined);
    try {
      const path = pathOf('people', person.id, '/wrong-person');
      const what = await ask<Told>(path, { method: 'POST', query: { owner } });
      told(what);
      say(sayingOf(nameOf(person), what));
    } catch (error) {
      setTrouble(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  return [
    linked.length === 0
      ? null
      : h(
          'p',
          { class: 'small' },
          'Taken for the same person as ',
          h('bdi', null, namesOf(linked)),
          `: ${linked[0]?.proof ?? ''}.`,
        ),
    mayWrite
      ? h(
          'p',
          null,
          h(
            'button',
            { type: 'button', class: 'button', disabled: isBusy, onClick: () => setAsking(true) },
            'Wrong person',
          ),
        )
      : null,
    trouble === undefined ? null : h('p', { role: 'alert', class: 'field-trouble' }, trouble),
    isAsking
      ? h(WrongDialog, { name: nameOf(person), linked, close: () => setAsking(false), sure: () => void tell() })
      : null,
  ];
}

function WrongDialog({
  name,
  linked,
  close,
  sure,
}: {
  readonly name: string;
  readonly linked: readonly Linked[];
  readonly close: () => void;
  readonly sure: () => void;
}) {
  return h(
    Dialog,
    { label: 'wrong-title', kind: 'small', close },
    h('h2', { id: 'wrong-title' }, 'Not the same person?'),
    linked.length === 0
      ? h(
          'p',
          null,
          'Nothing links ',
          h('bdi', null, name),
          ' with anybody on another network. If what we say about them is about somebody else, we stop saying where they live and what they are, and do not suggest them for a year.',
        )
      : h('p', null, h('bdi', null, name), ' and ', h('bdi', null, namesOf(linked)), ' are kept apart from now on.'),
    h(
      'div',
      { class: 'buttons end' },
      h('button', { type: 'button', class: 'button', onClick: close }, 'Leave it'),
      h('button', { type: 'button', class: 'button main', onClick: sure }, 'Not the same person'),
    ),
  );
}

/** "@ada on GitHub and @ada.example on Bluesky" */
const namesOf = (linked: readonly Linked[]): string =>
  new Intl.ListFormat('en-GB').format(linked.map(({ handle, network }) => `@${handle} on ${networkName(network)}`));

function sayingOf(name: string, { keptApart }: Told): string {
  return keptApart.length === 0
    ? `No place and no kind is told of ${name} any more, and they rest for a year.`
    : `${name} and ${namesOf(keptApart)} are kept apart from now on.`;
}
