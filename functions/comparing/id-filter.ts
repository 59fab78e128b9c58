/** Bits for each id, at least. */
const BITS = 16;

/**
 * Tells at once of nearly everybody that they are not among a few: three bits for each of these, in one word, so that one
 * look at memory suffices. Of strangers, hardly more than one in a hundred passes.
 */
export class IdFilter {
  private readonly bits: Uint32Array;
  private readonly shift: number;

  /** @param hashes of those few, 32 bits each */
  constructor(hashes: Int32Array) {
    const log = Math.max(1, Math.ceil(Math.log2((hashes.length * BITS) / 32)));
    this.shift = 32 - log;
    this.bits = new Uint32Array(2 ** log);
    for (const hash of hashes) {
      const word = hash >>> this.shift;
      this.bits[word] = (this.bits[word] ?? 0) | bitsOf(hash);
    }
  }

  /** False if an id with this hash is not among them. */
  mayHave(hash: number): boolean {
    const bits = bitsOf(hash);
    return ((this.bits[hash >>> this.shift] ?? 0) & bits) === bits;
  }
}

/** From other bits of the hash than those that lead to the word. */
const bitsOf = (hash: number): number => (1 << hash) | (1 << (hash >>> 5)) | (1 << (hash >>> 10));
