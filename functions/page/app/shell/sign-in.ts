import { h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { AskError, ask } from '../api/ask.ts';
import { messageOf } from '../api/use-asked.ts';
import { Icon } from '../parts/icon.ts';

/** The door: an API token, or the words on where one comes from. */
export function SignIn({
  tokenLies,
  note,
  signedIn,
}: {
  readonly tokenLies?: string | undefined;
  readonly note?: string | undefined;
  readonly signedIn: () => void;
}) {
  const [trouble, setTrouble] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = 'Sign in · Rekindle';
  }, []);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const token = field.current?.value.trim() ?? '';
    if (token === '') return;
    setBusy(true);
    try {
      await ask('/session', { method: 'POST', token });
      signedIn();
    } catch (error) {
      const isWrong = error instanceof AskError && error.status === 401;
      setTrouble(isWrong ? 'This token opens nothing: it may be mistyped, revoked or run out.' : messageOf(error));
      setBusy(false);
      field.current?.focus();
      field.current?.select();
    }
  };
  return h(
    'main',
    { class: 'door', id: 'main' },
    h('p', { class: 'brand' }, h(Icon, { name: 'flame' }), 'Rekindle'),
    h('h1', null, 'Who left, who came, and whom to meet'),
    h('p', { role: 'status', class: note === undefined ? 'hidden' : 'door-note' }, note),
    h(
      'form',
      { onSubmit: submit, class: 'door-form' },
      h('label', { for: 'token' }, 'API token'),
      h('input', {
        ref: field,
        id: 'token',
        type: 'password',
        autocomplete: 'current-password',
        spellcheck: false,
        required: true,
        placeholder: 'rk_…',
        'aria-describedby': 'token-help token-trouble',
        'aria-invalid': trouble === undefined ? undefined : 'true',
      }),
      h('p', { id: 'token-trouble', role: 'alert', class: 'field-trouble' }, trouble),
      h('button', { type: 'submit', class: 'button main', disabled: isBusy }, isBusy ? 'Signing in …' : 'Sign in'),
    ),
    h(
      'div',
      { id: 'token-help', class: 'soft' },
      tokenLies === undefined
        ? [
            h('p', null, 'Make a token with ', h('code', null, 'npm run rekindle -- token create'), '.'),
            h('p', null, 'Or use the link to your history in a mail of the last two weeks.'),
          ]
        : h('p', null, 'On this machine the token lies in ', h('code', null, tokenLies), '. Copy what is in it.'),
    ),
  );
}
