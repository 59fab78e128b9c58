import { expect, it } from 'vitest';
import { placedHints } from '../../functions/core/placed-hints.ts';
import { waitsFor } from '../../functions/core/reading.ts';

it.each([
  ['npm run rekindle -- import FILE --as list:a', 'npm run rekindle -- import FILE --data d --as list:a'],
  [
    'npm run rekindle -- accept bluesky:a.example:followers',
    'npm run rekindle -- accept bluesky:a.example:followers --data d',
  ],
  ['then npm run rekindle -- import FILE. To read it', 'then npm run rekindle -- import FILE --data d. To read it'],
  ['“npm run rekindle -- resubscribe” and', '“npm run rekindle -- resubscribe --data d” and'],
  ['nothing to type', 'nothing to type'],
])('%j is led to its folder', (text, expected) => {
  expect(placedHints(text, '--data d')).toBe(expected);
  expect(placedHints(text, '')).toBe(text);
});

it('an account that waits for an export is imported where it waits', () => {
  const waits = placedHints(waitsFor('linkedin', 'export') ?? '', '--stage test');
  expect(waits).toMatch(/npm run rekindle -- import FILE --stage test$/);
});
