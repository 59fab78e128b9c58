import type { IdList } from './id-list.ts';
import { type LineWindow, NEWLINE, RETURN } from './line-window.ts';
import { PACK_ID } from './pack-id.ts';

/** Bytes that are packed in one call: what is called often is compiled as a whole, and not in the middle of a long loop. */
const STRETCH = 4_096;

/**
 * Packs lines of a window, each an id, to the end of a list, as far as they are of the list's form; empty lines are
 * passed over. The list must have room.
 * @returns false if `window.from` is at a line of another form then; true if all are taken
 */
export function packLines(window: LineWindow, list: IdList): boolean {
  while (window.from < window.stop) {
    const end = Math.min(window.stop, window.from + STRETCH);
    packStretch(window, list, end);
    if (window.from < end) return false;
  }
  return true;
}

/** Takes lines until one is not of the form or begins at `limit` or later. */
function packStretch(window: LineWindow, list: IdList, limit: number): void {
  const { bytes, view } = window;
  const { words, width, packing } = list;
  const pack = PACK_ID[packing];
  let { from } = window;
  let at = list.size * width;
  // Most lines are as long as the one before: the end is guessed, and proved by there being nothing but an id before it.
  let length = list.lineLength;
  while (from < limit) {
    const isGuessed = bytes[from + length] === NEWLINE;
    if (!isGuessed) length = lengthOf(bytes, from);
    const end = from + length;
    const size = bytes[end - 1] === RETURN ? length - 1 : length;
    if (size > 0) {
      if (!pack(view, from + size, size, words, at)) {
        if (!isGuessed || lengthOf(bytes, from) === length) break;
        length = lengthOf(bytes, from);
        continue;
      }
      at += width;
    }
    from = end + 1;
  }
  window.from = from;
  list.size = at / width;
  list.lineLength = length;
}

/** Of the line that begins at `from`, without its end. */
export function lengthOf(bytes: Uint8Array, from: number): number {
  let end = from;
  while (bytes[end] !== NEWLINE) end += 1;
  return end - from;
}
