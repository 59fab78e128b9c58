/** The same newline in each of four bytes. */
const NEWLINES = 0x0a0a_0a0a;
const ONES = 0x0101_0101;
const HIGH_BITS = 0x8080_8080 | 0;
const PRIME = 0x9e3779b1;
/** By how many they are: of four bytes that are loaded as a number, those that come first. */
const FIRST = Int32Array.of(0, 0xff, 0xffff, 0xff_ffff);

/** A hash of 32 bits, signed, of the bytes of an id. */
export function hashOfId(view: DataView, from: number, end: number): number {
  let hash = 0;
  let at = from;
  for (; at + 8 <= end; at += 8) hash = mixed(hash, both(view.getInt32(at, true), view.getInt32(at + 4, true)));
  if (at + 4 <= end) {
    hash = mixed(hash, view.getInt32(at, true));
    at += 4;
  }
  return hashWithRest(hash, view.getInt32(at, true), end - at);
}

/** Eight bytes as one number, so that the hash has to wait for half as many. */
export const both = (first: number, second: number): number => first ^ Math.imul(second, 0xcc9e2d51);

/** The hash with four more bytes, loaded as a number, or with eight in one. */
export const mixed = (hash: number, word: number): number => {
  const value = Math.imul(hash ^ word, PRIME);
  return value ^ (value >>> 15);
};

/** The hash of a whole id: with its last bytes, fewer than four, loaded with others behind them. */
export const hashWithRest = (hash: number, word: number, bytes: number): number =>
  Math.imul(mixed(hash, (word & (FIRST[bytes] ?? 0)) ^ (bytes << 28)), 0x85ebca6b);

/** Not 0 if one of the four bytes is a newline; the lowest bit that is set then belongs to the first. */
export function newlinesIn(word: number): number {
  const zeros = word ^ NEWLINES;
  return (zeros - ONES) & ~zeros & HIGH_BITS;
}
