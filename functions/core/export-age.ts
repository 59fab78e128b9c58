/** How often a new export is asked for, unless an account says otherwise. */
const USUAL_EXPORT_EVERY = 30 * 86_400_000;

const DAY = 86_400_000;

export interface ExportAge {
  /** Whole days since it was taken. */
  readonly days: number;
  /** When the next one is wanted, epoch ms. */
  readonly nextAt: number;
  readonly isDue: boolean;
}

/**
 * How old an account's export is, and whether it is time for the next: monthly unless set. Each new export is asked for
 * once it is due, and no sooner by a digest that comes a few hours before.
 * @param takenAt when the last accepted export was taken, epoch ms
 * @param every how often one is wanted, ms
 */
export function exportAge(takenAt: number, now: number, every: number = USUAL_EXPORT_EVERY): ExportAge {
  const nextAt = takenAt + every;
  return { days: Math.max(0, Math.floor((now - takenAt) / DAY)), nextAt, isDue: now >= nextAt };
}

interface ListState {
  readonly exportAt?: number;
  readonly pulledAt?: number;
}

/**
 * When the last export of an account was taken, over its lists. Undefined if there was none, or the network has been read
 * by API since: then nobody need bring anything.
 */
export function lastExportOf(lists: readonly ListState[]): number | undefined {
  const times = lists.flatMap(({ exportAt, pulledAt }) =>
    exportAt !== undefined && exportAt === pulledAt ? [exportAt] : [],
  );
  return times.length === 0 ? undefined : Math.max(...times);
}
