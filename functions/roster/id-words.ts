/**
 * Ids as words of 32 bits, without loss. A decimal id is one number below 2^63 in two words; a `did:plc` is 120 bits in
 * four words of 30. Both leave the highest bit of the first word free: it marks an id that is of neither form and is
 * kept as text.
 * @see https://web.plc.directory/spec/v0.1/did-plc 24 characters of base32
 */
export const PACKINGS = ['text', 'decimal', 'plc'] as const;
export type Packing = (typeof PACKINGS)[number];

/** Words that one id takes. */
export const WIDTHS: Readonly<Record<Packing, number>> = { text: 1, decimal: 2, plc: 4 };

/** Set in the first word of an id that is kept as text; the bits below it count those from 0. */
export const IS_TEXT = 0x8000_0000;

/** What a `did:plc` begins with. */
export const PLC = 'did:plc:';
const PLC_LENGTH = PLC.length + 24;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const CODES = Uint8Array.from(BASE32, (character) => character.charCodeAt(0));
/** The characters of one `did:plc`, of which the first never change. */
const letters = new Uint8Array(PLC_LENGTH);
for (let at = 0; at < PLC.length; at += 1) letters[at] = PLC.charCodeAt(at);
const lettersAsText = Buffer.from(letters.buffer);
/** Larger than three digits of base32 together, wherever it stands. */
const NO_DIGIT = 0x8000;
/** Values of the characters of base32, by their codes. */
const VALUES = new Uint16Array(256).fill(NO_DIGIT);
for (let value = 0; value < BASE32.length; value += 1) VALUES[BASE32.charCodeAt(value)] = value;

const HALF = 2 ** 16;
const WORD = 2 ** 32;
const BILLION = 1e9;

/** The packing that suits most of these ids; a few suffice. */
export function packingOf(ids: readonly string[]): Packing {
  const words = new Uint32Array(4);
  const fits = (packing: Packing): boolean => ids.filter((id) => packText(packing, id, words)).length * 2 > ids.length;
  if (fits('decimal')) return 'decimal';
  return fits('plc') ? 'plc' : 'text';
}

/** Packs `id` into the first words of `into`. @returns false if it is not of that form, to the letter */
export function packText(packing: Packing, id: string, into: Uint32Array): boolean {
  if (packing === 'decimal') return packDecimal(id, into);
  return packing === 'plc' && packPlc(id, into);
}

function packDecimal(id: string, into: Uint32Array): boolean {
  const { length } = id;
  if (length === 0 || length > 19 || (length > 1 && id.charCodeAt(0) === 48)) return false;
  const split = length > 9 ? length - 9 : 0;
  let high = 0;
  let low = 0;
  for (let at = 0; at < length; at += 1) {
    const digit = id.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return false;
    if (at < split) high = high * 10 + digit;
    else low = low * 10 + digit;
  }
  return putDecimal(high, low, into);
}

/** Puts `head` × 10^9 + `tail` into two words; false from 2^63 on. */
function putDecimal(head: number, tail: number, into: Uint32Array): boolean {
  const low = (Math.imul(head, BILLION) + tail) >>> 0;
  // The sum is not exact, but it is wrong by far less than half of what it is divided by.
  const high = Math.round((head * BILLION + tail - low) / WORD);
  if (high >= IS_TEXT) return false;
  into[0] = high;
  into[1] = low;
  return true;
}

function packPlc(id: string, into: Uint32Array): boolean {
  if (id.length !== PLC_LENGTH || !id.startsWith(PLC)) return false;
  for (let word = 0, at = PLC.length; word < 4; word += 1, at += 6) {
    const bits = bitsOf(id, at);
    if (bits === -1) return false;
    into[word] = bits;
  }
  return true;
}

/** Six characters of base32 from `at` on; -1 if one is none. */
function bitsOf(id: string, at: number): number {
  const a = id.charCodeAt(at);
  const b = id.charCodeAt(at + 1);
  const c = id.charCodeAt(at + 2);
  const d = id.charCodeAt(at + 3);
  const e = id.charCodeAt(at + 4);
  const f = id.charCodeAt(at + 5);
  if ((a | b | c | d | e | f) > 255) return -1;
  const high = (digitOf(a) << 10) | (digitOf(b) << 5) | digitOf(c);
  const low = (digitOf(d) << 10) | (digitOf(e) << 5) | digitOf(f);
  // What is no digit sets bits above those of three.
  return (high | low) > 0x7fff ? -1 : (high << 15) | low;
}

const digitOf = (code: number): number => VALUES[code] ?? NO_DIGIT;

/** The id whose words begin at `at`; not for one that is kept as text. */
export function unpackWords(packing: Packing, words: Uint32Array, at: number): string {
  // Characters become a string from bytes: as arguments of a function they would take ten times as long.
  if (packing === 'plc') return lettersAsText.toString('latin1', 0, unpackPlc(words, at));
  return decimalOf(words[at] ?? 0, words[at + 1] ?? 0);
}

/** `first` × 2^32 + `second`, without a BigInt: divided by 10^9 as by hand, half a word at a time, below 2^53 throughout. */
function decimalOf(first: number, second: number): string {
  if (first < 2 ** 21) return String(first * WORD + second);
  const ones = Math.floor(first / BILLION);
  const upper = (first - ones * BILLION) * HALF + (second >>> 16);
  const tens = Math.floor(upper / BILLION);
  const lower = (upper - tens * BILLION) * HALF + (second & 0xffff);
  const last = Math.floor(lower / BILLION);
  const head = ones * WORD + tens * HALF + last;
  // A one before the lower half keeps its zeros, faster than padding it.
  return `${head}${String(lower - last * BILLION + BILLION).slice(1)}`;
}

/** The code of one of the six characters that a word of a `did:plc` stands for: the one that begins at this bit. */
export const plcCode = (word: number, bit: number): number => CODES[(word >>> bit) & 31] ?? 0;

/** Writes the characters of the `did:plc` whose words begin at `at` into {@link letters}. @returns how many */
function unpackPlc(words: Uint32Array, at: number): number {
  let end = PLC.length;
  for (let word = at; word < at + 4; word += 1) {
    const bits = words[word] ?? 0;
    for (let bit = 25; bit >= 0; bit -= 5) letters[end++] = plcCode(bits, bit);
  }
  return end;
}
