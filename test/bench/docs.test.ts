import { expect, it } from 'vitest';
import { docsOf } from './docs.ts';

const page = (rounds: number, name = 'weekly') =>
  docsOf('# Benchmarks\n', [{ bench: name, n: 1_000, variant: 'rekindle', ms: 5 }], {
    ...{ machine: 'a machine', date: '2026-11-23', rounds },
    whats: [
      { name: 'weekly', what: 'a pull' },
      { name: 'capacity', what: 'units', count: 1 },
    ],
  });

it.each([
  [1, 'weekly', '1 round'],
  [5, 'weekly', '5 rounds'],
  [5, 'capacity', 'once'],
])('with --rounds %i the figures of %s say that they were taken in %s', (rounds, name, words) => {
  expect(page(rounds, name)).toContain(`| ${name} | 1,000 | rekindle | ms 5 | 2026-11-23, a machine, ${words} |`);
});
