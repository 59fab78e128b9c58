import { useEffect, useRef, useState } from 'preact/hooks';
import { useShell } from '../shell/shell-context.ts';
import { AskError } from './ask.ts';

export type Asked<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly message: string };

/** What was asked for, as it stands, and how to ask again or to put in what is known to be true now. */
export interface Asking<T> {
  readonly asked: Asked<T>;
  readonly again: () => void;
  readonly put: (change: (value: T) => T) => void;
}

/**
 * Asks when it is shown, and anew when the question changes. An answer to an old question is dropped.
 * @param question everything that the answer depends on
 */
export function useAsked<T>(question: string, load: (signal: AbortSignal) => Promise<T>): Asking<T> {
  const { sessionEnded } = useShell();
  const [asked, setAsked] = useState<Asked<T>>({ state: 'loading' });
  const [turn, setTurn] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    const controller = new AbortController();
    setAsked({ state: 'loading' });
    latest.current(controller.signal).then(
      (value) => {
        if (!controller.signal.aborted) setAsked({ state: 'ready', value });
      },
      (error: unknown) => {
        if (controller.signal.aborted) return;
        if (error instanceof AskError && error.status === 401) sessionEnded();
        setAsked({ state: 'failed', message: messageOf(error) });
      },
    );
    return () => controller.abort();
  }, [question, turn]);
  return {
    asked,
    again: () => setTurn((before) => before + 1),
    put: (change) =>
      setAsked((before) => (before.state === 'ready' ? { state: 'ready', value: change(before.value) } : before)),
  };
}

export function messageOf(error: unknown): string {
  if (error instanceof AskError) return error.message;
  return 'Something went wrong on this page. Reload it; if that does not help, look for a newer version.';
}
