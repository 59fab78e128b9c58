/** Where a run speaks to the person who started it. */
export interface Terminal {
  /** Whether a line can be rewritten in place. */
  readonly isLive: boolean;
  /** Characters in a line. */
  readonly width: number;
  /** What the person wants: the summary, where it serves. */
  print(text: string): void;
  /** What only tells that something is going on. */
  note(text: string): void;
  /** Rewrites the live line; an empty text clears it. */
  live(text: string): void;
}

interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Text goes to `out`, notes and the live line to `err`, so that a pipe gets the summary alone. */
export function createTerminal(out: Output, err: Output): Terminal {
  const isLive = err.isTTY === true;
  let shown = false;
  const clear = (): void => {
    if (shown) err.write('\r\u001b[K');
    shown = false;
  };
  const width = err.columns ?? 80;
  return {
    isLive,
    width,
    print: (text) => {
      clear();
      out.write(`${printable(text)}\n`);
    },
    note: (text) => {
      clear();
      err.write(`${printable(text)}\n`);
    },
    live: (text) => {
      if (!isLive) return;
      clear();
      if (text === '') return;
      err.write(
        printable(text)
          .replaceAll('\n', ' ')
          .slice(0, width - 1),
      );
      shown = true;
    },
  };
}

/** Names come from strangers: an escape sequence in one must not reach the terminal. Line breaks and tabs may. */
export function printable(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '');
}
