import { expect, test } from 'vitest';
import { IdFilter } from '../../functions/comparing/id-filter.ts';
import { hashOfId } from '../../functions/comparing/id-hash.ts';

const hashOf = (n: number): number => {
  const bytes = Buffer.from(`did:web:${n}.example    `);
  return hashOfId(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.length - 4);
};

test.each([1, 40, 1_000, 1_024, 1_025, 5_000])(
  'a filter of %i lets all of them pass, and of strangers hardly more than one in a hundred',
  (count) => {
    const filter = new IdFilter(Int32Array.from({ length: count }, (_, n) => hashOf(n)));
    const passed = (first: number, length: number): number =>
      Array.from({ length }, (_, n) => filter.mayHave(hashOf(first + n))).filter(Boolean).length;
    expect(passed(0, count)).toBe(count);
    expect(passed(100_000, 10_000)).toBeLessThan(130);
  },
);
