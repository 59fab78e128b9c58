import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeSeen, differenceOf, encodeSeen, putOver } from '../../functions/roster/checkpoint-codec.ts';
import { bitsIn } from '../../functions/roster/comparison-state.ts';

const bytes = fc.uint8Array({ maxLength: 40 });

test('a difference put over the bitmap before gives the bitmap of now', () => {
  fc.assert(
    fc.property(bytes, bytes, (one, other) => {
      const [before, now] = one.length <= other.length ? [one, other] : [other, one];
      const bitmap = new Uint8Array(now.length);
      bitmap.set(before);
      putOver(bitmap, 0, differenceOf(before, now));
      expect(bitmap).toEqual(now);
    }),
  );
});

test('a difference can be put over part by part, and nothing is written beyond the end', () => {
  fc.assert(
    fc.property(bytes, fc.nat(50), (difference, cut) => {
      const bitmap = new Uint8Array(20).fill(0x5a);
      putOver(bitmap, 0, difference.subarray(0, cut));
      putOver(bitmap, cut, difference.subarray(cut));
      expect([...bitmap]).toEqual(Array.from({ length: 20 }, (_, n) => 0x5a ^ (difference[n] ?? 0)));
    }),
  );
});

test('a large bitmap comes back from its parts', () => {
  const bitmap = Uint8Array.from({ length: 600_000 }, (_, n) => Math.imul(n, 0x9e3779b1) >>> 24);
  const parts = encodeSeen(bitmap);
  expect(parts.length).toBeGreaterThan(2);
  expect(Buffer.compare(Buffer.concat(parts.map(decodeSeen)), bitmap)).toBe(0);
});

test('bits are counted as one would count them', () => {
  expect(bitsIn(Uint8Array.from({ length: 256 }, (_, n) => n))).toBe(1_024);
  fc.assert(
    fc.property(bytes, (some) => {
      const text = Array.from(some, (byte) => byte.toString(2)).join('');
      expect(bitsIn(some)).toBe(text.replaceAll('0', '').length);
    }),
  );
});
