import type { Terminal } from './terminal.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** Said where there is no room left. True, because whatever is written here is there whole or not at all. */
const DISK_FULL =
  'The disk is full, and Rekindle has stopped. Nothing is damaged, and nothing half-written is used. Make room where the ' +
  'data folder lies (.rekindle, or what --data names), then run the same command again: it goes on from what was kept.';

/** What to say of an error that means that the disk is full; undefined if it means anything else. */
export function diskFullText(error: unknown): string | undefined {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause ? String(cause.code) : '';
    // The embedded table's own error has a code of its own, and the system's words.
    if (FULL.has(code) || /No space left on device|Disk quota exceeded/.test(cause.message)) return DISK_FULL;
  }
  return undefined;
}

/** The embedded table throws where nobody can catch it when it cannot write: says then what to do, and ends the process. */
export function endWhereDiskIsFull(terminal: Pick<Terminal, 'live' | 'note'>): void {
  process.on('uncaughtException', (error) => {
    terminal.live('');
    terminal.note(diskFullText(error) ?? error.stack ?? error.message);
    process.exit(1);
  });
}
