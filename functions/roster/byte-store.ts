import { letGo } from './typed-memory.ts';

const FIRST_BLOCK = 16 * 1024;
/** From this size on memory is asked of the system and given back to it one by one (see `node-flags.ts`). */
const LARGE_BLOCK = 256 * 1024;

/**
 * Strings of bytes that come one after the other and stay, in few and large blocks: each by itself would lie among what
 * comes and goes all the time, and keep the memory around it from being given back.
 */
export class ByteStore {
  private readonly blocks: Uint8Array[] = [];
  /** By number: the block, where it begins in it, and where it ends. */
  private readonly places: (readonly [block: number, from: number, end: number])[] = [];
  private filled = 0;

  get length(): number {
    return this.places.length;
  }

  /** Takes a copy. */
  add(bytes: Uint8Array): void {
    const last = this.blocks.at(-1);
    if (last === undefined || last.length - this.filled < bytes.length) {
      const usual = last === undefined ? FIRST_BLOCK : Math.min(LARGE_BLOCK, last.length * 2);
      this.blocks.push(new Uint8Array(Math.max(usual, bytes.length)));
      this.filled = 0;
    }
    this.blocks.at(-1)?.set(bytes, this.filled);
    this.places.push([this.blocks.length - 1, this.filled, this.filled + bytes.length]);
    this.filled += bytes.length;
  }

  /** @returns a view; undefined if there are not so many */
  at(number: number): Uint8Array | undefined {
    const place = this.places[number];
    return place === undefined ? undefined : this.blocks[place[0]]?.subarray(place[1], place[2]);
  }

  /** Gives its memory back; it is empty then, and views of it are, too. */
  letGo(): void {
    for (const block of this.blocks) letGo(block);
    this.blocks.length = 0;
    this.places.length = 0;
    this.filled = 0;
  }
}
