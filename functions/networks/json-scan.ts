/**
 * Where values of JSON end, by their bytes alone. Behind the text there must be {@link PADDING} zero bytes: no JSON holds
 * one, so nothing is read beyond. What is skipped is not checked to the letter: its braces, brackets and strings are.
 * @see RFC 8259
 */
export const PADDING = 8;

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const BACKSLASH = 0x5c;
export const BEGIN_LIST = 0x5b;
export const END_LIST = 0x5d;
export const BEGIN_OBJECT = 0x7b;
export const END_OBJECT = 0x7d;

const HIGH_BITS = 0x8080_8080 | 0;
const ONES = 0x0101_0101;
const QUOTES = 0x2222_2222;
const BACKSLASHES = 0x5c5c_5c5c;
const SPACES = 0x2020_2020;

/** The first byte from `at` on that is a quote, a backslash, a control character or none of ASCII. */
export function plainEnd(view: DataView, at: number): number {
  for (let end = at; ; end += 4) {
    const word = view.getInt32(end, true);
    const quote = word ^ QUOTES;
    const backslash = word ^ BACKSLASHES;
    // The highest bit of each byte that is none of them stays clear, up to the first that is one.
    const found =
      (((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) | ((word - SPACES) & ~word) | word) & HIGH_BITS;
    if (found !== 0) return end + ((31 - Math.clz32(found & -found)) >>> 3);
  }
}

/** The quote that ends a string, from anywhere in it; -1 if it does not end. */
export function stringEnd(view: DataView, at: number): number {
  for (let end = at; ; end += 1) {
    const byte = view.getUint8(end);
    if (byte === QUOTE) return end;
    if (byte < 0x20) return -1;
    // Whatever it stands before belongs to it; a control character there is no JSON either.
    if (byte === BACKSLASH) {
      end += 1;
      if (view.getUint8(end) < 0x20) return -1;
    }
  }
}

/** Where the value that begins at `at` is over; -1 if it is none. */
export function valueEnd(view: DataView, at: number): number {
  const first = view.getUint8(at);
  if (first === QUOTE) return stringEnd(view, at + 1) + 1 || -1;
  if (first === BEGIN_OBJECT || first === BEGIN_LIST) return nestedEnd(view, at);
  let end = at;
  while (isOfLiteral(view.getUint8(end))) end += 1;
  return end === at ? -1 : end;
}

/** Braces and brackets are counted together: what holds them the wrong way round is not used. */
function nestedEnd(view: DataView, at: number): number {
  let depth = 0;
  for (let end = at; ; end += 1) {
    const byte = view.getUint8(end);
    if (byte === QUOTE) {
      end = stringEnd(view, end + 1);
      if (end === -1) return -1;
    } else if (byte === BEGIN_OBJECT || byte === BEGIN_LIST) depth += 1;
    else if (byte === END_OBJECT || byte === END_LIST) {
      depth -= 1;
      if (depth === 0) return end + 1;
    } else if (byte === 0) return -1;
  }
}

/** Of a number, `true`, `false` or `null`. */
const isOfLiteral = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) ||
  (byte >= 0x61 && byte <= 0x7a) ||
  byte === 0x2d ||
  byte === 0x2b ||
  byte === 0x2e ||
  byte === 0x45;
