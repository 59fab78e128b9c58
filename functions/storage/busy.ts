/** What AWS calls it when it is asked too much at once; the SDK has tried again by itself before one of these comes. */
const THROTTLED = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
]);

/** The table kept leaving parts of a batch over, however long it was waited for. */
export class TableBusyError extends Error {
  override readonly name = 'TableBusyError';
}

/** Whether the table was asked too much at once: nothing is wrong, and it goes better later and slower. */
export function isTableBusy(error: unknown): boolean {
  return error instanceof Error && (error instanceof TableBusyError || THROTTLED.has(error.name));
}

/** What is asked of a table while it has no room. */
export interface Waiting {
  /** Told when the table has no room. */
  readonly onBusy?: () => void;
  /** How waiting is done, in ms of the wall clock; by a timer where nothing is said. */
  readonly wait?: (ms: number) => Promise<void>;
}

const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 5_000;

/** Tells whoever sets the pace, and waits a little longer with each attempt. */
export async function waitForRoom({ onBusy, wait = byTimer }: Waiting, attempt: number): Promise<void> {
  onBusy?.();
  await wait(Math.min(FIRST_WAIT_MS * 2 ** attempt, LONGEST_WAIT_MS));
}

const byTimer = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
