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

const PLC = 'did:plc:';
const PLC_LENGTH = PLC.length + 24;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const CODES = Uint8Array.from(BASE32, (character) => character.charCodeAt(0));
const NO_DIGIT = 255;
/** Values of the characters of base32, by their codes. */
const VALUES = new Uint8Array(256).fill(NO_DIGIT);
for (let value = 0; value < BASE32.length; value += 1) VALUES[BASE32.charCodeAt(value)] = value;

const HALF = 2 ** 16;
const WORD = 2 ** 32;
const BILLION = 1e9;
const POWERS = Array.from({ length: 10 }, (_, n) => 10 ** n);

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

/** Puts `high` × 10^9 + `low` into two words; false from 2^63 on. Every step stays below 2^53. */
function putDecimal(high: number, low: number, into: Uint32Array, at = 0): boolean {
  if (high === 0) {
    into[at] = 0;
    into[at + 1] = low;
    return true;
  }
  // No remainders: of doubles they cost more than all the rest.
  const upper = Math.floor(high / HALF);
  const lower = (high - upper * HALF) * BILLION + low;
  const product = upper * BILLION;
  const carried = Math.floor(product / HALF);
  const sum = lower + (product - carried * HALF) * HALF;
  const overflow = Math.floor(sum / WORD);
  if (carried + overflow >= IS_TEXT) return false;
  into[at] = carried + overflow;
  into[at + 1] = sum - overflow * WORD;
  return true;
}

function packPlc(id: string, into: Uint32Array): boolean {
  if (id.length !== PLC_LENGTH || !id.startsWith(PLC)) return false;
  for (let word = 0; word < 4; word += 1) {
    let bits = 0;
    for (let at = PLC.length + word * 6, end = at + 6; at < end; at += 1) {
      const code = id.charCodeAt(at);
      const value = code < 256 ? (VALUES[code] ?? NO_DIGIT) : NO_DIGIT;
      if (value === NO_DIGIT) return false;
      bits = (bits << 5) | value;
    }
    into[word] = bits;
  }
  return true;
}

/**
 * Packs the id that begins at `from` in a list that was never made into strings, into the words from `at` on.
 * @returns where it ends: at a byte that is of no such id; -1 if it is not of that form, so far as it goes
 */
export function packBytes(packing: Packing, bytes: Uint8Array, from: number, into: Uint32Array, at: number): number {
  if (packing === 'decimal') return packDecimalBytes(bytes, from, into, at);
  return packing === 'plc' ? packPlcBytes(bytes, from, into, at) : -1;
}

function packDecimalBytes(bytes: Uint8Array, from: number, into: Uint32Array, at: number): number {
  const most = Math.min(bytes.length, from + 20);
  let end = from;
  let head = 0;
  let tail = 0;
  for (; end < most; end += 1) {
    const digit = (bytes[end] ?? 0) - 48;
    if (digit < 0 || digit > 9) break;
    // The first ten digits, and up to nine after them.
    if (end < from + 10) head = head * 10 + digit;
    else tail = tail * 10 + digit;
  }
  const length = end - from;
  if (length === 0 || length > 19 || (length > 1 && bytes[from] === 48)) return -1;
  if (length <= 9) {
    into[at] = 0;
    into[at + 1] = head;
    return end;
  }
  const shift = POWERS[19 - length] ?? 1;
  const high = Math.floor(head / shift);
  const low = (head - high * shift) * (BILLION / shift) + tail;
  return putDecimal(high, low, into, at) ? end : -1;
}

function packPlcBytes(bytes: Uint8Array, from: number, into: Uint32Array, at: number): number {
  const end = from + PLC_LENGTH;
  if (end > bytes.length) return -1;
  for (let n = 0; n < PLC.length; n += 1) if (bytes[from + n] !== PLC.charCodeAt(n)) return -1;
  let place = from + PLC.length;
  for (let word = at; word < at + 4; word += 1) {
    let bits = 0;
    let wrong = 0;
    for (const stop = place + 6; place < stop; place += 1) {
      const value = VALUES[bytes[place] ?? 0] ?? NO_DIGIT;
      wrong |= value;
      bits = (bits << 5) | (value & 31);
    }
    if (wrong > 31) return -1;
    into[word] = bits;
  }
  return end;
}

/** The id whose words begin at `at`; not for one that is kept as text. */
export function unpackWords(packing: Packing, words: Uint32Array, at: number): string {
  if (packing === 'plc') {
    const codes = new Uint16Array(PLC_LENGTH);
    return String.fromCharCode(...codes.subarray(0, unpackCodes(packing, words, at, codes)));
  }
  const first = words[at] ?? 0;
  const second = words[at + 1] ?? 0;
  const isExact = first < 2 ** 21;
  return isExact ? String(first * WORD + second) : ((BigInt(first) << 32n) | BigInt(second)).toString();
}

/** Writes the characters of the id whose words begin at `at` into `into`. @returns how many; not for one kept as text */
export function unpackCodes(packing: Packing, words: Uint32Array, at: number, into: Uint16Array): number {
  if (packing === 'plc') {
    for (let n = 0; n < PLC.length; n += 1) into[n] = PLC.charCodeAt(n);
    let end = PLC.length;
    for (let word = at; word < at + 4; word += 1) {
      const bits = words[word] ?? 0;
      for (let shift = 25; shift >= 0; shift -= 5) into[end++] = CODES[(bits >>> shift) & 31] ?? 0;
    }
    return end;
  }
  const id = unpackWords(packing, words, at);
  for (let n = 0; n < id.length; n += 1) into[n] = id.charCodeAt(n);
  return id.length;
}
