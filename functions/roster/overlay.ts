import { PERSON_STATES } from '../core/model.ts';
import { type Packing, packingOf } from './id-words.ts';
import type { OpenChunk } from './log.ts';
import { PackedIds } from './packed-ids.ts';
import type { RowIndex } from './row-index.ts';

const PRESENT = PERSON_STATES.indexOf('present');
const SAMPLE = 50;
/** Stands for the chunk of somebody who was dropped. */
const DROPPED = -1;

/** Where somebody's last word in the log is. */
export interface LogPlace {
  readonly index: RowIndex;
  /** Number of the chunk, in the order of the chain. */
  readonly chunk: number;
  readonly place: number;
  /** `stateAt` of somebody who is not present. */
  readonly since: number | undefined;
}

/** A log as it lies over its base: of each person whom it names, the last word. */
export class Overlay {
  /** Newest first, because of ids that occur twice an index finds the first. */
  private readonly ids: PackedIds;
  private readonly chunks: Int32Array;
  private readonly places: Uint16Array;
  private readonly isTaken: Uint8Array;
  private readonly indexes: RowIndex[];
  private readonly sinces: (readonly (number | undefined)[])[];

  /** @param versions oldest first, each with its chunks in order, of which drops come before puts */
  constructor(versions: readonly (readonly Pick<OpenChunk, 'index' | 'drops'>[])[]) {
    this.indexes = versions.flatMap((chunks) => chunks.map(({ index }) => index));
    this.sinces = this.indexes.map(sincesOf);
    const size = versions.flat().reduce((sum, { index, drops }) => sum + index.ids.size + drops.length, 0);
    this.ids = new PackedIds(packingOfMost(this.indexes), size);
    this.chunks = new Int32Array(size).fill(DROPPED);
    this.places = new Uint16Array(size);
    let chunk = this.indexes.length;
    for (const chunks of versions.toReversed()) {
      for (const { index } of chunks.toReversed()) {
        chunk -= 1;
        for (let place = index.ids.size - 1; place >= 0; place -= 1) {
          this.chunks[this.ids.size] = chunk;
          this.places[this.ids.size] = place;
          this.ids.append(index.ids, place, place + 1);
        }
      }
      for (const id of chunks.flatMap(({ drops }) => drops).reverse()) this.ids.push(id);
    }
    this.isTaken = new Uint8Array(size);
  }

  /** Numbers of the last words on everybody in a base's index, by place; -1 where there is none. To be used before the next. */
  take(index: Pick<RowIndex, 'ids'>): Int32Array {
    const numbers = this.ids.findAll(index.ids);
    for (let place = 0; place < index.ids.size; place += 1) {
      const number = numbers[place] ?? -1;
      if (number !== -1) this.isTaken[number] = 1;
    }
    return numbers;
  }

  /** A last word by its number; undefined if somebody was dropped. */
  at(number: number): LogPlace | undefined {
    const chunk = this.chunks[number] ?? DROPPED;
    const index = this.indexes[chunk];
    if (index === undefined) return undefined;
    const place = this.places[number] ?? 0;
    return { index, chunk, place, since: this.sinces[chunk]?.[place] };
  }

  /** Those whom the log names and nobody has taken, in the order in which it named them first. */
  *added(): Generator<LogPlace> {
    for (let at = this.ids.size - 1; at >= 0; at -= 1) {
      const last = this.ids.findOf(this.ids, at);
      if (this.isTaken[last] === 1) continue;
      this.isTaken[last] = 1;
      const place = this.at(last);
      if (place !== undefined) yield place;
    }
  }
}

/** `stateAt` by place; of whoever is present, undefined. */
export function sincesOf({ states, awaySince }: RowIndex): (number | undefined)[] {
  if (awaySince.length === 0) return [];
  let next = 0;
  return Array.from(states, (state) => (state === PRESENT ? undefined : awaySince[next++]));
}

function packingOfMost(indexes: readonly RowIndex[]): Packing {
  const first = indexes.find(({ ids }) => ids.size > 0);
  if (first === undefined) return 'text';
  return packingOf(Array.from({ length: Math.min(SAMPLE, first.ids.size) }, (_, place) => first.ids.at(place)));
}
