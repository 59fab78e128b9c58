import { giveBack } from '../storage/pack.ts';

/** How many are unpacked at a time. */
const MOST = 4;
/** Those that are unpacked, the one that was used last at the end. */
const unpacked = new Set<LatelyUnpacked>();

/**
 * Bytes that are unpacked when they are asked for. Whoever asks twice does so soon, so those of the last few are kept; of
 * all others the memory is given back.
 */
export class LatelyUnpacked {
  private readonly unpack: () => Uint8Array;
  private held: Uint8Array | undefined;

  constructor(unpack: () => Uint8Array) {
    this.unpack = unpack;
  }

  /** To be used before any others are asked for. @throws whatever unpacking throws */
  bytes(): Uint8Array {
    this.held ??= this.unpack();
    unpacked.delete(this);
    unpacked.add(this);
    for (const other of unpacked) {
      if (unpacked.size <= MOST) break;
      other.letGo();
    }
    return this.held;
  }

  private letGo(): void {
    unpacked.delete(this);
    if (this.held !== undefined) giveBack(this.held);
    this.held = undefined;
  }
}
