import type { JsonBytes } from '../core/listed-rows.ts';
import { type KeptPart, Parked } from './parked.ts';
import { letGo } from './typed-memory.ts';

/** Somebody of the roster, by slot. */
interface InSlot {
  readonly slot: number;
}

/** People who come one after the other, and as many as share a shelf, about: they are in memory together. */
const TOGETHER = 1_000;
/** How often parts may be read in the order in which people came, for each time in the order of parts. */
const MOST_AGAIN = 2;

/**
 * People kept packed, who are given back so that no part of the roster has to be read again and again, in whatever order
 * a network lists people: as they came, if people in one part came close to each other, else by part.
 */
export class ParkedByPlace<T extends InSlot> extends Parked<T> {
  private readonly partOf: (slot: number) => number;
  /** How many there are in each part, and how many parts that are. */
  private inParts: number[] = [];
  private parts = 0;
  /** With which thousand somebody of each part came last, and how many parts all thousands have had together. */
  private lately: number[] = [];
  private reads = 0;
  private room = new Uint32Array(TOGETHER);

  /** @param partOf number of the part that somebody's row lies in */
  constructor(partOf: (slot: number) => number) {
    super();
    this.partOf = partOf;
  }

  override push(one: T): void {
    this.note(one.slot, this.length);
    super.push(one);
  }

  /** As {@link pushWritten}, of somebody in a slot. */
  pushInSlot(slot: number, write: (into: JsonBytes) => void): void {
    this.note(slot, this.length);
    this.pushWritten(write);
  }

  override take(part: KeptPart<T>): void {
    const { length } = this;
    for (const [n, { slot }] of part.people.entries()) this.note(slot, length + n);
    super.take(part);
  }

  override letGo(): void {
    super.letGo();
    this.inParts = [];
    this.parts = 0;
    this.lately = [];
    this.reads = 0;
    this.room = letGo(this.room);
  }

  /** Slots of everybody, in the order in which they came. */
  get slots(): Uint32Array {
    return this.room.subarray(0, this.length);
  }

  /** Everybody for the last time, a thousand or fewer at a time: memory is given back on the way. */
  *drainByPlace(): Generator<readonly T[]> {
    if (this.reads <= MOST_AGAIN * this.parts) {
      yield* this.drain();
      return;
    }
    const shelfOf = shelvesOf(this.inParts);
    const shelves: Parked<T>[] = [];
    for (const batch of this.drain()) {
      for (const one of batch) {
        const shelf = shelfOf.get(this.partOf(one.slot)) ?? 0;
        shelves[shelf] ??= new Parked();
        shelves[shelf].push(one);
      }
    }
    for (const shelf of shelves) {
      const people = shelf.all().sort((a, b) => a.slot - b.slot);
      shelf.letGo();
      yield people;
    }
  }

  /** Notes where somebody lies, who is number `count`. */
  private note(slot: number, count: number): void {
    const part = this.partOf(slot);
    const inPart = this.inParts[part] ?? 0;
    if (inPart === 0) this.parts += 1;
    this.inParts[part] = inPart + 1;
    const thousand = Math.floor(count / TOGETHER);
    if (this.lately[part] !== thousand) this.reads += 1;
    this.lately[part] = thousand;
    if (count >= this.room.length) {
      const room = new Uint32Array(Math.max(TOGETHER, count * 2));
      room.set(this.room);
      letGo(this.room);
      this.room = room;
    }
    this.room[count] = slot;
  }
}

/** Neighbouring parts share a shelf as long as there is room on it. */
function shelvesOf(inParts: readonly number[]): ReadonlyMap<number, number> {
  const shelves = new Map<number, number>();
  let shelf = 0;
  let room = TOGETHER;
  for (const [part, count = 0] of inParts.entries()) {
    if (count > room && room < TOGETHER) {
      shelf += 1;
      room = TOGETHER;
    }
    shelves.set(part, shelf);
    room -= count;
  }
  return shelves;
}
