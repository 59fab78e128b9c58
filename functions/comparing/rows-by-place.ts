/** Rows in the order of their places, in whatever order they come. */
export class RowsByPlace {
  /** Each a pair of words in one number: the row, and above it the place. */
  private pairs = new BigUint64Array(1_024);
  private words = new Uint32Array(this.pairs.buffer);
  private count = 0;

  add(place: number, row: number): void {
    if (this.count === this.pairs.length) this.grow();
    const at = this.count * 2;
    this.words[at + LOW] = row;
    this.words[at + HIGH] = place;
    this.count += 1;
  }

  /** Each call goes through all of them. */
  *rows(): Generator<number> {
    const { words, count } = this;
    this.pairs.subarray(0, count).sort();
    for (let at = LOW; at < count * 2; at += 2) yield words[at] ?? 0;
  }

  private grow(): void {
    const larger = new BigUint64Array(this.pairs.length * 2);
    larger.set(this.pairs);
    this.pairs = larger;
    this.words = new Uint32Array(larger.buffer);
  }
}

/** Which of a number's two words is the lower one depends on the processor. */
const LOW = new Uint32Array(new BigUint64Array([1n]).buffer)[0] === 1 ? 0 : 1;
const HIGH = 1 - LOW;
