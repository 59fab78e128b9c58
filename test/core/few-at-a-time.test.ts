import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fewAtATime } from '../../functions/core/few-at-a-time.ts';

test('all come, in order, and never a hundred at a time', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 400 }), (all) => {
      const parts = [...fewAtATime(all)];
      expect(parts.flat()).toEqual(all);
      expect(parts.every(({ length }) => length > 0 && length < 100)).toBe(true);
    }),
    { numRuns: 40 },
  );
});
