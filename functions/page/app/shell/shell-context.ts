import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** What every part of the page may need. */
export interface Shell {
  /** Whose history is shown. */
  readonly owner: string;
  /** Whether the session may note something. */
  readonly mayWrite: boolean;
  /** Options that lead a command to where this history lies; empty for the default folder, and where nobody knows. */
  readonly commandPlace: string;
  /** Says something that happened, to eyes and to ears. */
  readonly say: (text: string) => void;
  /** The session is over: back to signing in. */
  readonly sessionEnded: () => void;
}

const ShellContext = createContext<Shell | undefined>(undefined);
export const ShellProvider = ShellContext.Provider;

export function useShell(): Shell {
  const shell = useContext(ShellContext);
  if (shell === undefined) throw new Error('There is no shell around this.');
  return shell;
}
