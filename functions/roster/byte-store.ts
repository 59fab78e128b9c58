import { letGo } from './typed-memory.ts';

const FIRST_BLOCK = 16 * 1024;
/** From this size on memory is asked of the system and given back to it one by one (see `node-flags.ts`). */
const LARGE_BLOCK = 1024 * 1024;

const EMPTY = new Uint8Array(0);

/**
 * Strings of bytes that come one after the other and stay, in few and large blocks: each by itself would lie among what
 * comes and goes all the time, and keep the memory around it from being given back.
 */
export class ByteStore {
  private readonly blocks: Uint8Array[] = [];
  /** By number: the block, where it begins in it, and where it ends. */
  private readonly places: (readonly [block: number, from: number, end: number])[] = [];
  private filled = 0;
  /** Blocks that were let go. */
  private gone = 0;

  get length(): number {
    return this.places.length;
  }

  /** Takes a copy. @returns a view of it */
  add(bytes: Uint8Array): Uint8Array {
    let block = this.blocks.at(-1);
    if (block === undefined || block.length - this.filled < bytes.length) {
      const usual = block === undefined ? FIRST_BLOCK : Math.min(LARGE_BLOCK, block.length * 2);
      block = new Uint8Array(Math.max(usual, bytes.length));
      this.blocks.push(block);
      this.filled = 0;
    }
    const from = this.filled;
    this.filled += bytes.length;
    this.places.push([this.blocks.length - 1, from, this.filled]);
    const copy = block.subarray(from, this.filled);
    copy.set(bytes);
    return copy;
  }

  /** @returns a view; undefined if there are not so many @throws TypeError if it was let go */
  at(number: number): Uint8Array | undefined {
    const place = this.places[number];
    return place === undefined ? undefined : this.blocks[place[0]]?.subarray(place[1], place[2]);
  }

  /** Gives back the memory of whatever came before `number`, as far as it lies in blocks of its own. */
  letGoBefore(number: number): void {
    const end = this.places[number]?.[0] ?? this.blocks.length;
    for (; this.gone < end; this.gone += 1) letGo(this.blocks[this.gone] ?? EMPTY);
  }

  /** Gives its memory back; it is empty then, and views of it are, too. */
  letGo(): void {
    for (const block of this.blocks) letGo(block);
    this.blocks.length = 0;
    this.places.length = 0;
    this.filled = 0;
    this.gone = 0;
  }
}
