import { type Packing, packingOf } from '../roster/id-words.ts';
import type { IdList } from './id-list.ts';
import { type LineWindow, RETURN } from './line-window.ts';
import { lengthOf, packLines } from './pack-lines.ts';

/** How much of a list tells of which form its ids are. */
const SAMPLE_BYTES = 2_048;
/** Lists are about as dense later as they are at first; a little more costs nothing as long as it is not used. */
const SPARE = 1.05;

/** The packing that suits most ids at the beginning of a list; undefined if nobody is there. */
export function packingOfLines({ bytes, from, stop }: LineWindow): Packing | undefined {
  const lines = bytes.toString('latin1', from, Math.min(stop, from + SAMPLE_BYTES)).split(/\r?\n/);
  // The last one may be cut off.
  if (lines.length > 1) lines.pop();
  const ids = lines.filter((line) => line !== '');
  return ids.length === 0 ? undefined : packingOf(ids);
}

/** Adds the ids of all lines from the window on to a list. @param size of all of them in bytes, 0 if nobody knows */
export function readIds(window: LineWindow, list: IdList, size: number): void {
  for (let taken = 0; taken === 0 || window.next(); ) {
    const bytes = window.stop - window.from;
    // An id has at least one byte, and its line an end.
    list.reserve(bytes / 2);
    while (!packLines(window, list)) takeText(window, list);
    if (taken === 0 && bytes > 0) list.reserve(Math.max(0, (size / bytes) * SPARE - 1) * list.size);
    taken += 1;
  }
}

/** Takes one line as it is. */
function takeText(window: LineWindow, list: IdList): void {
  const { bytes, from } = window;
  const end = from + lengthOf(bytes, from);
  const text = bytes.toString('latin1', from, bytes[end - 1] === RETURN ? end - 1 : end);
  if (text !== '') list.pushText(text);
  window.from = end + 1;
}
