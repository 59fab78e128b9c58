import { defineConfig } from 'vitest/config';

/**
 * The stated rules alone: quick, and the same every time. Random histories are left out, so that a mutant must fall to a
 * rule that a reader can find.
 */
export default defineConfig({
  test: {
    include: [
      'test/core/{gate,short-lists,states,patience,verdicts,decide,absence,waves,events,profile-differences}.test.ts',
      'test/core/model-*.test.ts',
    ],
    maxWorkers: 1,
  },
});
