import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WordIndex } from '../../functions/roster/word-index.ts';

/** Two words each, few enough that some ids are there more than once. */
const COUNT = 2_500;
const ids = fc
  .array(fc.nat(3_000), { minLength: COUNT, maxLength: COUNT })
  .map((values) => Uint32Array.from(values.flatMap((value) => [Math.imul(value, 0x9e37_79b1) >>> 1, value])));

const isSame = (words: Uint32Array, slot: number, others: Uint32Array, other: number): boolean =>
  words[slot * 2] === others[other * 2] && words[slot * 2 + 1] === others[other * 2 + 1];

test('whoever is looked for is found where they are first, one by one and all at once', () => {
  fc.assert(
    fc.property(ids, ids, (words, others) => {
      const index = new WordIndex(words, 2, COUNT);
      const all = new Int32Array(COUNT);
      index.findAll(others, COUNT, all);
      const first = new Map<number, number>();
      for (let slot = COUNT - 1; slot >= 0; slot -= 1) first.set(words[slot * 2 + 1] ?? 0, slot);
      for (let n = 0; n < COUNT; n += 1) {
        const slot = first.get(others[n * 2 + 1] ?? 0) ?? -1;
        expect(all[n]).toBe(slot);
        expect(index.find(others, n * 2)).toBe(slot);
      }
    }),
    { numRuns: 15 },
  );
});

test('of ranges, whoever is looked for is found where they are last in the first one that has them', () => {
  fc.assert(
    fc.property(ids, fc.nat(COUNT), fc.nat(COUNT), (words, one, other) => {
      const [end, from] = [Math.min(one, other), Math.max(one, other)];
      const ranges = [
        { from, end: COUNT },
        { from: 0, end },
      ];
      const index = new WordIndex(words, 2, COUNT, ranges);
      const all = new Int32Array(COUNT);
      index.findAll(words, COUNT, all);
      for (let n = 0; n < COUNT; n += 50) {
        const found = ranges.flatMap((range) => {
          for (let slot = range.end - 1; slot >= range.from; slot -= 1)
            if (isSame(words, slot, words, n)) return [slot];
          return [];
        });
        expect(index.find(words, n * 2)).toBe(found[0] ?? -1);
        expect(all[n]).toBe(found[0] ?? -1);
      }
    }),
    { numRuns: 15 },
  );
});

test('of many more than are put in order at a time, everybody is found, forwards and backwards', () => {
  const most = 600_000;
  const words = new Uint32Array(most * 2);
  // Each third one is the one before it once more.
  for (let slot = 0; slot < most; slot += 1) {
    const value = slot % 3 === 2 ? slot - 1 : slot;
    words[slot * 2] = Math.imul(value, 0x9e37_79b1) >>> 1;
    words[slot * 2 + 1] = value;
  }
  const slots = new Int32Array(most);
  new WordIndex(words, 2, most).findAll(words, most, slots);
  expect(slots.findIndex((slot, n) => slot !== (n % 3 === 2 ? n - 1 : n))).toBe(-1);
  new WordIndex(words, 2, most, [{ from: 0, end: most }]).findAll(words, most, slots);
  expect(slots.findIndex((slot, n) => slot !== (n % 3 === 1 ? n + 1 : n))).toBe(-1);
});
