import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { NotConnectedError } from './errors.ts';

/** Asks the person, or reads the next line of what is piped in. */
export interface Asking {
  /** Whether a person sits there who can be shown a browser. */
  readonly isPerson: boolean;
  ask(question: string): Promise<string>;
  /** As `ask`; what is typed is not shown. */
  askSecret(question: string): Promise<string>;
  close(): void;
}

const LONGEST_LINE = 10_000;

/** @param output where questions go: not where the result goes */
export function createAsking(
  input: NodeJS.ReadableStream & { readonly isTTY?: boolean },
  output: NodeJS.WritableStream,
): Asking {
  const isPerson = input.isTTY === true;
  let isHidden = false;
  const screen = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (!isHidden) output.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input, output: screen, terminal: isPerson, historySize: 0 });
  const waiting: string[] = [];
  let next: ((line: string | undefined) => void) | undefined;
  let isOver = false;
  lines.on('line', (line) => {
    if (next === undefined) waiting.push(line.slice(0, LONGEST_LINE));
    else next(line.slice(0, LONGEST_LINE));
    next = undefined;
  });
  lines.on('close', () => {
    isOver = true;
    next?.(undefined);
  });
  // A terminal that is read key by key gives no signal by itself, and nobody would end while the browser is waited for.
  lines.on('SIGINT', () => {
    lines.close();
    process.kill(process.pid, 'SIGINT');
  });
  const line = async (question: string): Promise<string> => {
    // Of a line that is edited, the question is drawn again.
    lines.setPrompt(isHidden ? '' : question);
    if (isPerson && !isHidden) lines.prompt();
    else output.write(question);
    const given =
      waiting.shift() ?? (isOver ? undefined : await new Promise<string | undefined>((resolve) => (next = resolve)));
    if (given === undefined) throw new NotConnectedError(`Nothing was entered for “${question.trim()}”.`);
    return given.trim();
  };
  return {
    isPerson,
    ask: line,
    askSecret: async (question) => {
      isHidden = true;
      try {
        return await line(question);
      } finally {
        isHidden = false;
        output.write('\n');
      }
    },
    close: () => lines.close(),
  };
}
