import { bitsIn } from './comparison-state.ts';
import type { Roster } from './roster.ts';
import { letGo } from './typed-memory.ts';

/** Who of a roster was listed: one bit a slot, lowest bit first. */
export class SeenSlots {
  private readonly roster: Roster;
  private bits: Uint8Array;
  /** How many were seen, and how many of these a list should show. */
  count = 0;
  expected = 0;

  constructor(roster: Roster) {
    this.roster = roster;
    this.bits = new Uint8Array(Math.ceil(roster.size / 8));
  }

  /** To be used before anybody else is seen. */
  get bytes(): Uint8Array {
    return this.bits;
  }

  has(slot: number): boolean {
    return (((this.bits[slot >> 3] ?? 0) >> (slot & 7)) & 1) === 1;
  }

  /** @param slot of somebody who was not seen yet */
  add(slot: number): void {
    this.bits[slot >> 3] = (this.bits[slot >> 3] ?? 0) | (1 << (slot & 7));
    this.count += 1;
    if (this.roster.isExpected(slot)) this.expected += 1;
  }

  /** Everybody who was seen, as another walk has left it. @throws RangeError if that was over another roster */
  restore(bytes: Uint8Array): void {
    const { roster, bits } = this;
    if (bytes.length !== bits.length) throw new RangeError('This state belongs to another roster.');
    bits.set(bytes);
    const spare = bits.length * 8 - roster.size;
    if (spare > 0) bits[bits.length - 1] = (bits.at(-1) ?? 0) & (0xff >> spare);
    this.count = bitsIn(bits);
    this.expected = this.count;
    for (const { slot, state } of roster.counts().lost === 0 ? [] : roster.away()) {
      if (state === 'lost' && this.has(slot)) this.expected -= 1;
    }
  }

  /** Everybody who was listed; the lost who are back among them. */
  *seen(): Iterable<number> {
    for (let slot = 0; slot < this.roster.size; slot += 1) if (this.has(slot)) yield slot;
  }

  /** Everybody who was not listed, but the lost: nobody expects them. */
  *unseen(): Iterable<number> {
    const { roster, bits } = this;
    for (let at = 0; at < bits.length; at += 1) {
      // Nearly everybody was seen.
      if (bits[at] === 0xff) continue;
      for (let slot = at * 8, end = Math.min(slot + 8, roster.size); slot < end; slot += 1) {
        if (!this.has(slot) && roster.isExpected(slot)) yield slot;
      }
    }
  }

  /** Gives its memory back; nothing may be asked of it any more. */
  letGo(): void {
    this.bits = letGo(this.bits);
  }
}
