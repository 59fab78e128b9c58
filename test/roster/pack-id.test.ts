import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Packing, packText, WIDTHS } from '../../functions/roster/id-words.ts';
import { PACK_ID } from '../../functions/roster/pack-id.ts';

/** Bytes before an id that may be loaded with it. */
const BEFORE = 40;
const room = Buffer.alloc(BEFORE + 64);
const view = new DataView(room.buffer, room.byteOffset, room.byteLength);

/** What is made of the bytes of an id behind `before`, beside what is made of the same id as text. */
function bothOf(packing: Packing, id: Uint8Array, before: number) {
  room.fill(before);
  room.set(id, BEFORE);
  const words = new Uint32Array(6).fill(7);
  const isPacked = PACK_ID[packing](view, BEFORE + id.length, id.length, words, 1);
  const ofText = new Uint32Array(4);
  const isText = packText(packing, Buffer.from(id).toString('latin1'), ofText);
  const width = WIDTHS[packing];
  return {
    bytes: isPacked ? [...words.subarray(1, 1 + width)] : 'no',
    text: isText ? [...ofText.subarray(0, width)] : 'no',
    // Nothing is written beyond the words of the id.
    others: isPacked ? [words[0], ...words.subarray(1 + width)] : [],
  };
}

function expectAlike(packing: Packing, id: Uint8Array, before: number): void {
  const { bytes, text, others } = bothOf(packing, id, before);
  if (String(bytes) !== String(text)) {
    throw new Error(`${packing} ${JSON.stringify(Buffer.from(id).toString('latin1'))}: ${bytes}, as text ${text}`);
  }
  // Nothing is asserted word by word: there are hundreds of thousands.
  if (others.some((word) => word !== 7)) throw new Error(`${packing}: more than the words of an id were written.`);
}

/** Whatever may lie before an id: nothing, a quote, digits, letters of base32, bytes with their highest bit. */
const BYTES_BEFORE = [0, 0x22, 0x39, 0x7a, 0xff];

test('a number is packed from its bytes as from its text, whatever byte stands at whatever place of it', () => {
  for (let size = 1; size <= 21; size += 1) {
    for (const digits of ['1', '9', '0']) {
      const sound = Buffer.from(digits.repeat(size));
      for (const before of BYTES_BEFORE) expectAlike('decimal', sound, before);
      for (let at = 0; at < size; at += 1) {
        for (let byte = 0; byte < 256; byte += 1) {
          const id = Buffer.from(sound);
          id[at] = byte;
          expectAlike('decimal', id, BYTES_BEFORE[(at + byte) % BYTES_BEFORE.length] ?? 0);
        }
      }
    }
  }
});

test('a number is packed to the last digit up to the largest, and none beyond it', () => {
  const largest = 2n ** 63n - 1n;
  const near = fc.bigInt(0n, 5_000n);
  const edges = [2n ** 32n, 2n ** 33n, 10n ** 8n, 10n ** 16n, 2n ** 53n, largest].map((edge) =>
    fc.tuple(near, fc.boolean()).map(([by, isAbove]) => (isAbove ? edge + by : edge - by)),
  );
  fc.assert(
    fc.property(fc.oneof(fc.bigInt(0n, 2n ** 64n), ...edges), fc.nat(255), (number, before) => {
      const id = Buffer.from(String(number));
      const { bytes, text } = bothOf('decimal', id, before);
      const expected = number > largest ? 'no' : [Number(number >> 32n), Number(number & 0xffff_ffffn)];
      expect(bytes).toEqual(expected);
      expect(text).toEqual(expected);
    }),
    {
      numRuns: 2_000,
      examples: [
        [largest, 0x39],
        [largest + 1n, 0x39],
        [2n ** 64n - 1n, 0],
      ],
    },
  );
});

test('a did:plc is packed from its bytes as from its text, whatever byte stands at whatever place of it', () => {
  for (const filled of ['a', 'z', '2', '7', 'm']) {
    const sound = Buffer.from(`did:plc:${filled.repeat(24)}`);
    for (let at = 0; at < sound.length; at += 1) {
      for (let byte = 0; byte < 256; byte += 1) {
        const id = Buffer.from(sound);
        id[at] = byte;
        expectAlike('plc', id, BYTES_BEFORE[(at + byte) % BYTES_BEFORE.length] ?? 0);
      }
    }
  }
  for (const size of [8, 24, 31, 33, 40]) {
    expectAlike('plc', Buffer.from('did:plc:'.padEnd(size, 'a')), 0x61);
    // One that ends as one.
    expectAlike('plc', Buffer.from(`did:plc:${'a'.repeat(24)}`.padStart(size, 'x').slice(-size)), 0x61);
  }
});

test('of two bytes of a did:plc that are wrong at once neither hides the other', () => {
  const base32 = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz234567');
  const one = fc.tuple(fc.nat(23), fc.nat(255));
  fc.assert(
    fc.property(fc.array(base32, { minLength: 24, maxLength: 24 }), one, one, (letters, ...wrong) => {
      const id = Buffer.from(`did:plc:${letters.join('')}`);
      expectAlike('plc', id, 0);
      for (const [at, byte] of wrong) id[8 + at] = byte;
      expectAlike('plc', id, 0);
    }),
    { numRuns: 3_000 },
  );
});

test('nothing is packed where ids are kept as text', () => {
  expect(bothOf('text', Buffer.from('12'), 0)).toMatchObject({ bytes: 'no', text: 'no' });
});
