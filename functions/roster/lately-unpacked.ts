import { giveBack } from '../storage/pack.ts';

/** Where the last few that were unpacked are held, the one that was used last at the end. */
export class Shelf {
  readonly held = new Set<LatelyUnpacked>();
  readonly most: number;

  /** @param most how many are held at a time */
  constructor(most: number) {
    this.most = most;
  }
}

/** Of segments' columns, some hundred KB each. */
const usual = new Shelf(4);

/**
 * Bytes that are unpacked when they are asked for. Whoever asks twice does so soon, so those of the last few are kept; of
 * all others the memory is given back.
 */
export class LatelyUnpacked {
  private readonly unpack: () => Uint8Array;
  private readonly shelf: Shelf;
  private held: Uint8Array | undefined;

  constructor(unpack: () => Uint8Array, shelf: Shelf = usual) {
    this.unpack = unpack;
    this.shelf = shelf;
  }

  /** To be used before any others are asked for. @throws whatever unpacking throws */
  bytes(): Uint8Array {
    const { held, most } = this.shelf;
    this.held ??= this.unpack();
    held.delete(this);
    held.add(this);
    for (const other of held) {
      if (held.size <= most) break;
      other.letGo();
    }
    return this.held;
  }

  /** Gives their memory back; they are unpacked again when they are asked for. */
  letGo(): void {
    this.shelf.held.delete(this);
    if (this.held !== undefined) giveBack(this.held);
    this.held = undefined;
  }
}
