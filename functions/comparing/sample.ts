import { type Packing, packingOf } from '../roster/id-words.ts';
import type { LineWindow } from './line-window.ts';

/** How much of a list tells what its ids are like. */
const SAMPLE_BYTES = 2_048;

/** What most ids at the beginning of a list are like. */
export interface Sample {
  readonly packing: Packing;
  /** Bytes that a line takes with its end, on average. */
  readonly lineLength: number;
}

/** @returns undefined if nobody is there */
export function sampleOf({ bytes, from, stop }: LineWindow): Sample | undefined {
  const end = Math.min(stop, from + SAMPLE_BYTES);
  const lines = bytes.toString('latin1', from, end).split(/\r?\n/);
  // The last one may be cut off.
  const cut = lines.length > 1 ? (lines.pop()?.length ?? 0) : 0;
  const ids = lines.filter((line) => line !== '');
  if (ids.length === 0) return undefined;
  return { packing: packingOf(ids), lineLength: (end - from - cut) / ids.length };
}
