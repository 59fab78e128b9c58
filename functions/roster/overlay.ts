import { PERSON_STATES } from '../core/model.ts';
import { packingOf } from './id-words.ts';
import type { OpenChunk } from './log.ts';
import { ColumnsBuilder } from './roster-columns.ts';
import type { RowIndex } from './row-index.ts';
import { letGo } from './typed-memory.ts';
import type { SlotRange } from './word-index.ts';

const PRESENT = PERSON_STATES.indexOf('present');
const SAMPLE = 50;
const LEAST_ROOM = 1_024;
/** Bytes of a log that a row takes, about, or a few more: what room nobody needs in the end costs nothing. */
const ROW_BYTES = 48;
/** Stands for the state of somebody who was dropped. */
const DROPPED = 0xff;

/** What of a chunk tells who is where. */
type Indexed = Pick<OpenChunk, 'index' | 'drops'>;

/** Where a chunk's people are among those of the log. */
interface Taken {
  readonly drops: SlotRange;
  readonly puts: SlotRange;
}

/** Where somebody's last word in the log is. */
export interface LogPlace {
  /** Its number, by which {@link Overlay.columns} has it. */
  readonly number: number;
  /** Number of the chunk, in the order of the chain. */
  readonly chunk: number;
  readonly place: number;
  /** `stateAt` of somebody who is not present. */
  readonly since: number | undefined;
}

/**
 * A log as it lies over its base: of each person whom it names, the last word. It takes chunks over as they are read, in
 * any order, and keeps of them what a roster keeps of everybody; once they are in order, it answers.
 */
export class Overlay {
  /** Everybody whom the log names, as often as it does, by number. */
  columns: ColumnsBuilder | undefined;
  private readonly chunks = new Map<string, Taken>();
  /** Ranges of the chain, oldest first. */
  private ranges: readonly SlotRange[] = [];
  /** First numbers of all chunks' puts, which go up, and which chunk of the chain each is; -1 for what is none of it. */
  private firsts = new Uint32Array(0);
  private inChain = new Int32Array(0);
  private isTaken = new Uint8Array(0);
  private readonly room: number;

  /** @param logBytes how large the log is, as far as that is known */
  constructor(logBytes = 0) {
    this.room = Math.max(LEAST_ROOM, Math.ceil(logBytes / ROW_BYTES));
  }

  /** Takes a chunk over; it is kept under `name`. */
  add(name: string, { index, drops }: Indexed): void {
    const { size } = index.ids;
    const sample = drops.slice(0, SAMPLE);
    for (let place = 0; place < Math.min(SAMPLE, size); place += 1) sample.push(index.ids.at(place));
    this.columns ??= new ColumnsBuilder(packingOf(sample), this.room, true);
    const { columns } = this;
    const from = columns.ids.size;
    for (const id of drops) columns.addBare(id, DROPPED);
    const first = columns.add(index, 0, size);
    for (const [place, since] of sincesOf(index)) columns.away.push(first + place, since);
    this.chunks.set(name, { drops: { from, end: first }, puts: { from: first, end: first + size } });
  }

  /**
   * Says which chunks count, and in which order; to be called once all were added.
   * @param versions oldest first, each with its chunks in order; all drops of a version come before its puts
   * @returns how many rows each chunk has, in the order of the chain
   */
  seal(versions: readonly (readonly string[])[]): number[] {
    const taken = (name: string): Taken => this.chunks.get(name) ?? NOBODY;
    this.ranges = versions.flatMap((names) => [
      ...names.map((name) => taken(name).drops),
      ...names.map((name) => taken(name).puts),
    ]);
    const chain = new Map(versions.flat().map((name, chunk) => [name, chunk]));
    this.firsts = Uint32Array.from(this.chunks.values(), ({ puts }) => puts.from);
    this.inChain = Int32Array.from(this.chunks.keys(), (name) => chain.get(name) ?? -1);
    this.isTaken = new Uint8Array(Math.ceil((this.columns?.ids.size ?? 0) / 8));
    this.columns?.ids.indexRanges(this.ranges.toReversed());
    return [...chain.keys()].map((name) => taken(name).puts.end - taken(name).puts.from);
  }

  /** Numbers of the last words on everybody in a base's index, by place; -1 where there is none. To be used before the next. */
  take({ ids }: Pick<RowIndex, 'ids'>): Int32Array | undefined {
    if (this.ranges.length === 0) return undefined;
    const numbers = this.columns?.ids.findAll(ids);
    for (let place = 0; numbers !== undefined && place < ids.size; place += 1) {
      const number = numbers[place] ?? -1;
      if (number !== -1) this.mark(number);
    }
    return numbers;
  }

  /** Whether the last word on somebody is that they were dropped. */
  isDropped(number: number): boolean {
    return this.columns?.states[number] === DROPPED;
  }

  /** The last word on somebody who was not dropped. */
  at(number: number): LogPlace {
    let chunk = 0;
    for (let end = this.firsts.length; end - chunk > 1; ) {
      const middle = (chunk + end) >>> 1;
      if ((this.firsts[middle] ?? 0) <= number) chunk = middle;
      else end = middle;
    }
    const isPresent = this.columns?.states[number] === PRESENT;
    return {
      number,
      chunk: this.inChain[chunk] ?? -1,
      place: number - (this.firsts[chunk] ?? 0),
      since: isPresent ? undefined : this.columns?.away.at(number),
    };
  }

  /** Those whom the log names and nobody has taken, in the order in which it named them first. */
  *added(): Generator<LogPlace> {
    const { columns } = this;
    if (columns === undefined) return;
    for (const { from, end } of this.ranges) {
      // Whoever is taken is the last word on somebody: nothing has to be looked up for them.
      for (let number = this.notMarked(from, end); number < end; number = this.notMarked(number + 1, end)) {
        const last = columns.ids.findOf(columns.ids, number);
        if (this.mark(last) && !this.isDropped(last)) yield this.at(last);
      }
    }
  }

  /** Gives its memory back; it answers no more. */
  letGo(): void {
    this.columns?.letGo();
    this.columns = undefined;
    this.isTaken = letGo(this.isTaken);
  }

  /** The first number from `from` on that is not taken, or `end`. */
  private notMarked(from: number, end: number): number {
    const { isTaken } = this;
    let number = from;
    while (number < end && ((isTaken[number >> 3] ?? 0) & (1 << (number & 7))) !== 0) number += 1;
    return number;
  }

  /** @returns false if it was taken before */
  private mark(number: number): boolean {
    const bits = this.isTaken[number >> 3] ?? 0;
    const bit = 1 << (number & 7);
    this.isTaken[number >> 3] = bits | bit;
    return (bits & bit) === 0;
  }
}

const NOBODY: Taken = { drops: { from: 0, end: 0 }, puts: { from: 0, end: 0 } };

/** `stateAt` by place, of those who are not present. */
export function* sincesOf({ states, awaySince }: RowIndex): Generator<readonly [place: number, since: number]> {
  let next = 0;
  for (let place = 0; next < awaySince.length && place < states.length; place += 1) {
    if (states[place] === PRESENT) continue;
    yield [place, awaySince[next] ?? 0];
    next += 1;
  }
}
