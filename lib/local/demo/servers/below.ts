import type { Tie } from '../ties.ts';

/** The newest ties below a serial, newest first. Ties come oldest first, as `Ties` lists them. */
export function below(ties: readonly Tie[], serial: number, most: number): readonly Tie[] {
  let low = 0;
  let high = ties.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ties[middle]?.serial ?? 0) < serial) low = middle + 1;
    else high = middle;
  }
  return ties.slice(Math.max(0, low - most), low).toReversed();
}
