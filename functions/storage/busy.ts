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

/**
 * Tells whoever sets the pace, and waits a little longer with each attempt. A wait of the wall clock, so it is not an
 * argument.
 */
export async function waitForRoom(db: { readonly onBusy?: () => void }, attempt: number): Promise<void> {
  db.onBusy?.();
  await new Promise((resolve) => setTimeout(resolve, Math.min(50 * 2 ** attempt, 5_000)));
}
