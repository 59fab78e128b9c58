import type { IdList } from './id-list.ts';

/** Set in a place of the second list among places of both. */
export const OF_AFTER = 0x8000_0000;

/** Ids gathered from both lists, and from where. */
export interface Rows {
  readonly words: Uint32Array;
  /** In the first list, or in the second with {@link OF_AFTER}. */
  readonly places: Uint32Array;
}

export function roomForRows(count: number, width: number): Rows {
  return { words: new Uint32Array(count * width), places: new Uint32Array(count) };
}

/** Puts the id at `place` of a list into a row. @param mark {@link OF_AFTER} or 0 */
export function putRow(rows: Rows, row: number, list: IdList, place: number, mark: number): void {
  const { width, words } = list;
  const to = row * width;
  const from = place * width;
  for (let word = 0; word < width; word += 1) rows.words[to + word] = words[from + word] ?? 0;
  rows.places[row] = place + mark;
}
