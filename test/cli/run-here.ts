import { onTestFinished } from 'vitest';
import { rekindleProgram } from '../../bin/program.ts';

/** Runs a command in this process, where nothing has to be started for it. @returns what it printed; throws as it does */
export async function runHere(...args: string[]): Promise<string> {
  onTestFinished(() => {
    process.exitCode = undefined;
  });
  const printed: string[] = [];
  const print = (text: string) => void printed.push(text);
  await rekindleProgram({ print, note: print, live: () => undefined, isLive: false, width: 80 }, print).parseAsync(
    args,
    { from: 'user' },
  );
  return printed.join('\n');
}
