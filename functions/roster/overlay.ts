import { PERSON_STATES } from '../core/model.ts';
import { type Packing, packingOf } from './id-words.ts';
import type { OpenChunk } from './log.ts';
import { PackedIds } from './packed-ids.ts';
import type { RowIndex } from './row-index.ts';

const PRESENT = PERSON_STATES.indexOf('present');
const SAMPLE = 50;
/** Stands for somebody who was dropped. */
const DROPPED = -1;

/** Where somebody's last word in the log is. */
export interface LogPlace {
  readonly index: RowIndex;
  /** Number of the chunk, in the order of the chain. */
  readonly chunk: number;
  readonly place: number;
  /** As {@link sincesOf} tells of the index. */
  readonly sinces: readonly (number | undefined)[];
}

/** A log as it lies over its base: of each person whom it names, the last word. */
export class Overlay {
  /** Newest first, because of ids that occur twice an index finds the first. */
  private readonly ids: PackedIds;
  private readonly chunks: number[] = [];
  private readonly places: number[] = [];
  private readonly isTaken: Uint8Array;
  private readonly indexes: RowIndex[];
  private readonly sinces: (readonly (number | undefined)[])[];

  /** @param versions oldest first, each with its chunks in order, of which drops come before puts */
  constructor(versions: readonly (readonly Pick<OpenChunk, 'index' | 'drops'>[])[]) {
    this.indexes = versions.flatMap((chunks) => chunks.map(({ index }) => index));
    this.sinces = this.indexes.map(sincesOf);
    this.ids = new PackedIds(packingOfMost(this.indexes), 16);
    let chunk = this.indexes.length;
    for (const chunks of versions.toReversed()) {
      for (const { index } of chunks.toReversed()) {
        chunk -= 1;
        for (let place = index.ids.size - 1; place >= 0; place -= 1) {
          this.ids.append(index.ids, place, place + 1);
          this.chunks.push(chunk);
          this.places.push(place);
        }
      }
      for (const id of chunks.flatMap(({ drops }) => drops).reverse()) {
        this.ids.push(id);
        this.chunks.push(DROPPED);
        this.places.push(DROPPED);
      }
    }
    this.isTaken = new Uint8Array(this.ids.size);
  }

  /** The last word on whoever is in this place of a base's index; undefined: none, null: dropped. */
  take(index: Pick<RowIndex, 'ids'>, place: number): LogPlace | null | undefined {
    if (this.ids.size === 0) return undefined;
    return this.takeAt(this.ids.findOf(index.ids, place));
  }

  /** Those whom the log names and nobody has taken, in the order in which it named them first. */
  *added(): Generator<LogPlace> {
    for (let at = this.ids.size - 1; at >= 0; at -= 1) {
      const last = this.ids.findOf(this.ids, at);
      if (this.isTaken[last] === 1) continue;
      const place = this.takeAt(last);
      if (place !== undefined && place !== null) yield place;
    }
  }

  private takeAt(at: number): LogPlace | null | undefined {
    if (at === -1) return undefined;
    this.isTaken[at] = 1;
    const chunk = this.chunks[at] ?? DROPPED;
    const index = this.indexes[chunk];
    const place = this.places[at] ?? 0;
    return index === undefined ? null : { index, chunk, place, sinces: this.sinces[chunk] ?? [] };
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
