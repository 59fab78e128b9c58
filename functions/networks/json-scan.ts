import { Buffer } from 'node:buffer';

/**
 * Where values of JSON end, by their bytes. Behind the text there must be {@link PADDING} zero bytes: no JSON holds one, so
 * nothing is read beyond. What is told to be a value is one to the letter, as a parser would say.
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

/** The quote that ends a string, from anywhere in it but inside of an escape; -1 if it is none. */
export function stringEnd(view: DataView, at: number): number {
  for (let end = at; ; end += 1) {
    const byte = view.getUint8(end);
    if (byte === QUOTE) return end;
    if (byte < 0x20) return -1;
    if (byte !== BACKSLASH) continue;
    end = escapeEnd(view, end + 1);
    if (end === -1) return -1;
  }
}

const ESCAPED = new Set([...'"\\/bfnrt'].map((character) => character.charCodeAt(0)));
const HEX_DIGITS = 4;
const U = 0x75;

/** The last byte of an escape whose backslash is before `at`; -1 if it is none. */
function escapeEnd(view: DataView, at: number): number {
  const byte = view.getUint8(at);
  if (ESCAPED.has(byte)) return at;
  if (byte !== U) return -1;
  for (let digit = at + 1; digit <= at + HEX_DIGITS; digit += 1) if (!isHexDigit(view.getUint8(digit))) return -1;
  return at + HEX_DIGITS;
}

const isHexDigit = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);

/** Where the value that begins at `at` is over; -1 if it is none. */
export function valueEnd(view: DataView, at: number): number {
  const first = view.getUint8(at);
  if (first === QUOTE) return stringEnd(view, at + 1) + 1 || -1;
  const end = first === BEGIN_OBJECT || first === BEGIN_LIST ? nestedEnd(view, at) : literalEnd(view, at);
  // Where it ends is told roughly, and whether it is one by a parser: little is nested in rows, and it is mostly the same.
  return end === -1 || isEmptyList(view, at, end) || isJson(view, at, end) ? end : -1;
}

const isEmptyList = (view: DataView, at: number, end: number): boolean =>
  end === at + 2 && view.getUint8(at) === BEGIN_LIST && view.getUint8(at + 1) === END_LIST;

function isJson(view: DataView, at: number, end: number): boolean {
  try {
    JSON.parse(Buffer.from(view.buffer, view.byteOffset + at, end - at).toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

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
function literalEnd(view: DataView, at: number): number {
  let end = at;
  while (isOfLiteral(view.getUint8(end))) end += 1;
  return end === at ? -1 : end;
}

const isOfLiteral = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) ||
  (byte >= 0x61 && byte <= 0x7a) ||
  byte === 0x2d ||
  byte === 0x2b ||
  byte === 0x2e ||
  byte === 0x45;
