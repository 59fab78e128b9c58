const BLOCK_BITS = 12;
const IN_BLOCK = 2 ** BLOCK_BITS - 1;

/**
 * The day since 1970 on which somebody's full profile was last looked up, by slot; 0 if never. In most large audiences
 * that is nearly nobody, and those whom it is come together, so there is room for some thousands around them alone.
 */
export class LookUpDays {
  private readonly blocks: (Uint16Array | undefined)[] = [];

  at(slot: number): number {
    return this.blocks[slot >>> BLOCK_BITS]?.[slot & IN_BLOCK] ?? 0;
  }

  set(slot: number, day: number): void {
    let block = this.blocks[slot >>> BLOCK_BITS];
    if (block === undefined) {
      if (day === 0) return;
      block = new Uint16Array(IN_BLOCK + 1);
      this.blocks[slot >>> BLOCK_BITS] = block;
    }
    block[slot & IN_BLOCK] = day;
  }

  /** Takes over places `from` to `end`, into `slot` and those after it, which have none yet. */
  add(days: Uint16Array, from: number, end: number, slot: number): void {
    for (let place = from; place < end; place += 1) {
      const day = days[place] ?? 0;
      if (day !== 0) this.set(slot + place - from, day);
    }
  }
}
