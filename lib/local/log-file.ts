import { appendFileSync, renameSync, statSync } from 'node:fs';
import { isCode } from './file-errors.ts';

/** A log of this size becomes `FILE.1`, which replaces the one before: at most twice this much is kept. */
const LARGEST_LOG = 10_000_000;

/**
 * Appends lines to a log file that only its owner can read.
 * Synchronous: a line that precedes a crash must be there after it, and the laptop logs little.
 */
export function createLogFile(path: string, largest = LARGEST_LOG): (line: string) => void {
  let size = sizeOf(path);
  return (line) => {
    const text = `${line}\n`;
    if (size > 0 && size + Buffer.byteLength(text) > largest) {
      renameSync(path, `${path}.1`);
      size = 0;
    }
    appendFileSync(path, text, { mode: 0o600 });
    size += Buffer.byteLength(text);
  };
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return 0;
    throw error;
  }
}
