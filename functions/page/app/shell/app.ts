import { h } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { ask } from '../api/ask.ts';
import type { SessionView } from '../api/types.ts';
import { messageOf } from '../api/use-asked.ts';
import { Failed } from '../parts/notice.ts';
import { Frame } from './frame.ts';
import { SignIn } from './sign-in.ts';

type Standing =
  | { readonly state: 'asking' }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'known'; readonly session: SessionView; readonly note?: string };

/** Who is signed in, and so what is shown. */
export function App() {
  const [standing, setStanding] = useState<Standing>({ state: 'asking' });
  const look = useCallback((note?: string) => {
    ask<SessionView>('/session').then(
      (session) => setStanding({ state: 'known', session, ...(note === undefined ? {} : { note }) }),
      (error: unknown) => setStanding({ state: 'failed', message: messageOf(error) }),
    );
  }, []);
  useEffect(() => look(), [look]);
  const ended = useCallback(() => look('Your session has ended. Sign in again to go on.'), [look]);
  if (standing.state === 'asking') return h('p', { class: 'hidden', role: 'status' }, 'Loading …');
  if (standing.state === 'failed') {
    return h(
      'main',
      { class: 'plain' },
      h('h1', null, 'Rekindle'),
      h(Failed, { message: standing.message, again: look }),
    );
  }
  const { session, note } = standing;
  if (!session.signedIn) return h(SignIn, { tokenLies: session.tokenLies, note, signedIn: () => look() });
  return h(Frame, {
    session,
    ended,
    signOut: async () => {
      await ask('/session', { method: 'DELETE' }).catch(() => undefined);
      look('You are signed out.');
    },
  });
}
