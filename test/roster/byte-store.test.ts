import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteStore } from '../../functions/roster/byte-store.ts';

/** Of any length, beyond that of a block, and each told from the others by its first bytes. */
const lengths = fc.array(fc.oneof(fc.nat(40), fc.nat(20_000), fc.integer({ min: 900_000, max: 1_100_000 })), {
  maxLength: 40,
});
const bytesOf = (length: number, n: number): Uint8Array => new Uint8Array(length).fill(n + 1);

test('bytes come back as they were, each by its number', () => {
  fc.assert(
    fc.property(lengths, (all) => {
      const store = new ByteStore();
      for (const [n, length] of all.entries()) store.add(bytesOf(length, n));
      expect(store.length).toBe(all.length);
      expect(store.at(all.length)).toBeUndefined();
      for (const [n, length] of all.entries()) {
        expect(Buffer.compare(store.at(n) ?? new Uint8Array(1), bytesOf(length, n))).toBe(0);
      }
    }),
    { numRuns: 30 },
  );
});

test('bytes are copied: what they were added from may go', () => {
  const store = new ByteStore();
  const bytes = bytesOf(100, 4);
  store.add(bytes);
  bytes.fill(0);
  expect(store.at(0)).toEqual(bytesOf(100, 4));
});

test('many small strings lie in few blocks, most of which are large', () => {
  const store = new ByteStore();
  for (let n = 0; n < 400; n += 1) store.add(bytesOf(15_000, n % 200));
  const blocks = new Set(Array.from({ length: 400 }, (_, n) => store.at(n)?.buffer));
  expect(blocks.size).toBeLessThan(13);
  expect([...blocks].filter((block) => (block?.byteLength ?? 0) >= 1024 * 1024).length).toBeGreaterThan(3);
});

test('what came before another is given back as far as it lies in blocks of its own, and the rest stays', () => {
  fc.assert(
    fc.property(lengths, fc.nat(40), fc.nat(40), (all, first, second) => {
      const store = new ByteStore();
      for (const [n, length] of all.entries()) store.add(bytesOf(length, n));
      const blocks = all.map((_, n) => store.at(n)?.buffer);
      for (const before of [first, second]) store.letGoBefore(before);
      const from = Math.max(first, second);
      for (const [n, length] of all.entries()) {
        const mustStay = n >= from || (from < all.length && blocks[n] === blocks[from]);
        const isThere = (blocks[n]?.byteLength ?? 0) > 0 || length === 0;
        if (mustStay) expect(Buffer.compare(store.at(n) ?? new Uint8Array(1), bytesOf(length, n))).toBe(0);
        else expect(blocks[n]?.byteLength).toBe(0);
        expect(isThere || !mustStay).toBe(true);
      }
      store.add(bytesOf(7, 3));
      expect(store.at(all.length)).toEqual(bytesOf(7, 3));
    }),
    { numRuns: 30 },
  );
});

test('memory is given back at once, and what comes then is kept', () => {
  const store = new ByteStore();
  for (let n = 0; n < 100; n += 1) store.add(bytesOf(9_000, n));
  const views = [store.at(0), store.at(99)];
  store.letGoBefore(60);
  store.letGo();
  expect(views.map((view) => view?.byteLength)).toEqual([0, 0]);
  expect([store.length, store.at(0)]).toEqual([0, undefined]);
  store.add(bytesOf(3, 1));
  expect(store.at(0)).toEqual(bytesOf(3, 1));
  // As often as one likes.
  for (let n = 0; n < 200; n += 1) store.add(bytesOf(9_000, n));
  const again = store.at(0);
  store.letGoBefore(200);
  expect(again?.byteLength).toBe(0);
});
