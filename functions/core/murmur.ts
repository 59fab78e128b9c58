/** Odd, and with no pattern in its bits. */
export const PRIME = 0x9e3779b1;

/**
 * One word goes into a hash. It is mixed by itself first: what changes in its highest bits must not be undone by what
 * changes in the next.
 * @see https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp
 */
export function step(hash: number, word: number): number {
  const mixed = Math.imul(word, 0xcc9e2d51);
  const value = hash ^ Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
  return (Math.imul((value << 13) | (value >>> 19), 5) + 0xe6546b64) | 0;
}

/** Murmur3's end: what is close to each other ends far apart. */
export function finish(hash: number): number {
  let value = hash;
  value = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  value = Math.imul(value ^ (value >>> 15), 0x846ca68b);
  return (value ^ (value >>> 16)) >>> 0;
}
