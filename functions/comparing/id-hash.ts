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
const both = (first: number, second: number): number => first ^ Math.imul(second, 0xcc9e2d51);

/** The hash with four more bytes, loaded as a number, or with eight in one. */
const mixed = (hash: number, word: number): number => {
  const value = Math.imul(hash ^ word, PRIME);
  return value ^ (value >>> 15);
};

/** The hash of a whole id: with its last bytes, fewer than four, loaded with others behind them. */
const hashWithRest = (hash: number, word: number, bytes: number): number =>
  Math.imul(mixed(hash, (word & (FIRST[bytes] ?? 0)) ^ (bytes << 28)), 0x85ebca6b);

/** What {@link hashIfPrintable} says if it does not know. */
export const NOT_KNOWN = 0;

/**
 * The same hash if all of the bytes are printable characters of ASCII, so that no line ends among them; else, and now and
 * then anyhow, {@link NOT_KNOWN}. Both are found out together, because each byte is loaded once then.
 */
export function hashIfPrintable(view: DataView, from: number, end: number): number {
  let printable = -1;
  let hash = 0;
  let at = from;
  for (; at + 8 <= end; at += 8) {
    const first = view.getInt32(at, true);
    const second = view.getInt32(at + 4, true);
    printable &= (first | (first << 1)) & (second | (second << 1));
    hash = mixed(hash, both(first, second));
  }
  if (at + 4 <= end) {
    const word = view.getInt32(at, true);
    printable &= word | (word << 1);
    hash = mixed(hash, word);
    at += 4;
  }
  const rest = end - at;
  const word = view.getInt32(at, true);
  printable &= word | (word << 1) | ~(FIRST[rest] ?? 0);
  return (printable & PRINTABLE) === PRINTABLE ? hashWithRest(hash, word, rest) : NOT_KNOWN;
}

/** In each of four bytes, the highest bit but one: it is set if that or the next lower one was, as in all from space on. */
const PRINTABLE = 0x4040_4040;
