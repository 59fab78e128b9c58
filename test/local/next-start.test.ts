import { expect, it } from 'vitest';
import { REMEDIES } from '../../functions/core/remedies.ts';
import { withNextStart } from '../../lib/local/next-start.ts';

it.each([
  ['It is asked again later.', 'It is asked again with the next start.'],
  ['Nothing to do: it is tried again by itself.', 'Nothing to do: it is tried again with the next start.'],
  ['See whether it ran; it reads on by itself.', 'See whether it ran; it reads on with the next start.'],
  ['Nothing of that kind.', 'Nothing of that kind.'],
])('where nothing runs, %j is %j', (text, expected) => {
  expect(withNextStart(text)).toBe(expected);
});

it('leaves no remedy that promises what only a running process keeps, but for the month of a budget', () => {
  for (const remedy of Object.values(REMEDIES)) {
    expect(withNextStart(remedy)).not.toMatch(/by itself(?! next month)/);
  }
});
