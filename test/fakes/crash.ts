import type { Db } from '../../functions/storage/db.ts';

/** Where a write is cut off: before it reaches the table, after half of a batch, or after it took effect. */
export type CrashMoment = 'before' | 'half' | 'after';

/** The process died here: this call failed, and so does every later one until it is revived. */
export class CrashError extends Error {
  override readonly name = 'CrashError';
}

export interface Crash {
  /** Writes begun so far. */
  readonly writes: number;
  readonly hasHappened: boolean;
  /** Starts the process again. */
  revive(): void;
}

/**
 * Lets the process that uses `db` die at its n-th write, counted from 1. Reads do not count, but fail afterwards too.
 * One crash at a time for each client.
 */
export function crashAt(db: Db, nth: number, moment: CrashMoment): Crash {
  const state = { writes: 0, hasHappened: false };
  db.client.middlewareStack.add(
    (next, context) => async (args) => {
      if (state.hasHappened) throw new CrashError('The process is dead.');
      if (!/Put|Update|Delete|Write/.test(context.commandName ?? '')) return next(args);
      state.writes += 1;
      if (state.writes !== nth) return next(args);
      state.hasHappened = true;
      if (moment === 'before') throw new CrashError('The process died before a write.');
      await next(moment === 'half' ? { ...args, input: halfOf(args.input) } : args);
      throw new CrashError('The process died after a write.');
    },
    { step: 'initialize', name: 'crash', override: true },
  );
  return {
    get writes() {
      return state.writes;
    },
    get hasHappened() {
      return state.hasHappened;
    },
    revive: () => {
      db.client.middlewareStack.remove('crash');
    },
  };
}

/** The first half of a batch; a single write is whole or not at all. */
function halfOf<T>(input: T): T {
  if (typeof input !== 'object' || input === null || !('RequestItems' in input)) return input;
  const tables = Object.entries(input.RequestItems as Record<string, unknown[]>).map(([table, writes]) => [
    table,
    writes.slice(0, Math.ceil(writes.length / 2)),
  ]);
  return { ...input, RequestItems: Object.fromEntries(tables) };
}
