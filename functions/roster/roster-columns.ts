import type { Packing } from './id-words.ts';
import { PackedIds } from './packed-ids.ts';
import type { RowIndex } from './row-index.ts';

/** What a roster keeps of everybody, in typed arrays by slot. */
export interface RosterColumns {
  readonly ids: PackedIds;
  readonly states: Uint8Array;
  /** See `fingerprint.ts`. */
  readonly texts: Uint32Array;
  readonly rests: Uint32Array;
  readonly hydratedDays: Uint16Array;
  /** Where the row lies: number of the part × 4,096 + place in it. */
  readonly places: Uint32Array;
  /** `stateAt` of whoever is not present. */
  readonly awaySince: ReadonlyMap<number, number>;
}

type Columns = Omit<RowIndex, 'awaySince'>;

/** Collects columns, a run of rows at a time; they have room for `most` rows and no more. */
export class ColumnsBuilder {
  readonly ids: PackedIds;
  readonly states: Uint8Array;
  readonly texts: Uint32Array;
  readonly rests: Uint32Array;
  readonly hydratedDays: Uint16Array;
  readonly places: Uint32Array;
  readonly awaySince = new Map<number, number>();

  constructor(packing: Packing, most: number) {
    this.ids = new PackedIds(packing, most);
    this.states = new Uint8Array(most);
    this.texts = new Uint32Array(most);
    this.rests = new Uint32Array(most);
    this.hydratedDays = new Uint16Array(most);
    this.places = new Uint32Array(most);
  }

  /** Takes over the rows `from` to `end` of an index; the first lies at `at` (see `places`). @returns the slot of the first */
  add(index: Columns, from: number, end: number, at: number): number {
    const slot = this.ids.size;
    const count = end - from;
    if (slot + count > this.states.length) throw new RangeError('There are more rows than were counted.');
    this.ids.append(index.ids, from, end);
    this.states.set(index.states.subarray(from, end), slot);
    this.texts.set(index.texts.subarray(from, end), slot);
    this.rests.set(index.rests.subarray(from, end), slot);
    this.hydratedDays.set(index.hydratedDays.subarray(from, end), slot);
    for (let n = 0; n < count; n += 1) this.places[slot + n] = at + n;
    return slot;
  }

  /** Puts another row of the same person into a slot. */
  replace(slot: number, index: Columns, place: number, at: number): void {
    this.states[slot] = index.states[place] ?? 0;
    this.texts[slot] = index.texts[place] ?? 0;
    this.rests[slot] = index.rests[place] ?? 0;
    this.hydratedDays[slot] = index.hydratedDays[place] ?? 0;
    this.places[slot] = at;
  }
}
