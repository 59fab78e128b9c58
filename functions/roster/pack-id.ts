import { IS_TEXT, type Packing } from './id-words.ts';

/**
 * Packs the id of `size` bytes, at least one, that ends before `end` into the words from `at` on, as `id-words.ts` says.
 * Characters are not taken one by one but four at once, as the bytes of one number. Bytes shortly before the id may be
 * loaded with it, and mean nothing. (Small functions without branches, so that all of it is compiled into one.)
 * @returns false if it is not of that form, to the letter; then the words mean nothing
 */
export type PackId = (view: DataView, end: number, size: number, words: Uint32Array, at: number) => boolean;

export const PACK_ID: Readonly<Record<Packing, PackId>> = {
  decimal: packDecimal,
  plc: packPlc,
  text: () => false,
};

const HIGH_BITS = 0x8080_8080 | 0;
const ONES = 0x0101_0101;

const WORD = 2 ** 32;
const LONGEST_DECIMAL = 19;
const ZERO = 48;
const ZEROS = ZERO * ONES;
/** Added to a digit, this stays below the highest bit of a byte; to anything larger it does not. */
const NOT_TEN = 0x7676_7676;
/** Bits of four bytes that belong to an id of `size` bytes, at size + 16 for the last four, size + 12 for those before, … */
const KEPT = new Int32Array(16 + LONGEST_DECIMAL + 1).fill(-1, 20);
KEPT.set([-1 << 24, -1 << 16, -1 << 8], 17);

/** A number below 2^63 without leading zeros, in two words. */
function packDecimal(view: DataView, end: number, size: number, words: Uint32Array, at: number): boolean {
  if (size > LONGEST_DECIMAL || (size > 1 && view.getUint8(end - size) === ZERO)) return false;
  return size <= 8 ? packShort(view, end, size, words, at) : packLong(view, end, size, words, at);
}

function packShort(view: DataView, end: number, size: number, words: Uint32Array, at: number): boolean {
  const last = (view.getInt32(end - 4, true) ^ ZEROS) & (KEPT[size + 16] ?? 0);
  const first = (view.getInt32(end - 8, true) ^ ZEROS) & (KEPT[size + 12] ?? 0);
  words[at] = 0;
  words[at + 1] = numberOf(first) * 10_000 + numberOf(last);
  return ((first | (first + NOT_TEN) | last | (last + NOT_TEN)) & HIGH_BITS) === 0;
}

function packLong(view: DataView, end: number, size: number, words: Uint32Array, at: number): boolean {
  const e = view.getInt32(end - 4, true) ^ ZEROS;
  const d = view.getInt32(end - 8, true) ^ ZEROS;
  const c = (view.getInt32(end - 12, true) ^ ZEROS) & (KEPT[size + 8] ?? 0);
  const b = (view.getInt32(end - 16, true) ^ ZEROS) & (KEPT[size + 4] ?? 0);
  const a = (view.getInt32(end - 20, true) ^ ZEROS) & (KEPT[size] ?? 0);
  const large = (a + NOT_TEN) | (b + NOT_TEN) | (c + NOT_TEN) | (d + NOT_TEN) | (e + NOT_TEN);
  const head = numberOf(a) * 1e8 + numberOf(b) * 10_000 + numberOf(c);
  const tail = numberOf(d) * 10_000 + numberOf(e);
  const low = (Math.imul(head, 1e8) + tail) >>> 0;
  // The sum is not exact, but it is wrong by far less than half of what it is divided by.
  const high = ((head * 1e8 + tail - low) / WORD + 0.5) >>> 0;
  words[at] = high;
  words[at + 1] = low;
  return ((a | b | c | d | e | large) & HIGH_BITS) === 0 && high < IS_TEXT;
}

/** Of four digits, each in a byte, the first in the lowest. */
function numberOf(digits: number): number {
  const pairs = (digits * 10 + (digits >>> 8)) & 0x00ff_00ff;
  return (pairs * 100 + (pairs >>> 16)) & 0xffff;
}

const PLC_LENGTH = 32;
/** `did:` and `plc:` as they are loaded. */
const DID = 0x3a64_6964;
const PLC = 0x3a63_6c70;
const BAD = -1;

/** `did:plc:` and 24 characters of base32, in four words of 30 bits. */
function packPlc(view: DataView, end: number, size: number, words: Uint32Array, at: number): boolean {
  if (size !== PLC_LENGTH) return false;
  if (view.getInt32(end - 32, true) !== DID || view.getInt32(end - 28, true) !== PLC) return false;
  let wrong = 0;
  for (let from = end - 24, word = at; from < end; from += 12, word += 2) {
    const first = bitsOf(view.getInt32(from, true));
    const second = bitsOf(view.getInt32(from + 4, true));
    const third = bitsOf(view.getInt32(from + 8, true));
    words[word] = (first << 10) | (second >> 10);
    words[word + 1] = ((second & 0x3ff) << 20) | third;
    wrong |= first | second | third;
  }
  return wrong >= 0;
}

/** Of four characters of base32, `a` to `z` and `2` to `7`, 20 bits; BAD if something else is among them. */
function bitsOf(characters: number): number {
  const isDigit = (~characters >>> 6) & ONES;
  // From 0, each kind by itself: what is below gets its highest bit by the difference, what is above by a sum.
  const kind = characters - 0x6161_6161 + Math.imul(isDigit, 0x2f);
  const above = kind + 0x6666_6666 + Math.imul(isDigit, 0x14);
  if (((characters | kind | above) & HIGH_BITS) !== 0) return BAD;
  const values = kind + Math.imul(isDigit, 26);
  const pairs = ((values & 0x001f_001f) << 5) | ((values >>> 8) & 0x001f_001f);
  return ((pairs & 0x3ff) << 10) | (pairs >>> 16);
}
