import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ListedIds } from '../../functions/roster/listed-ids.ts';
import { idOf } from '../bench/world.ts';
import { anyText } from './people.ts';

test('a set of ids of any form, mixed and repeated, is the set that it should be', () => {
  const id = fc.oneof(
    anyText,
    fc.nat(40).map((n) => idOf('plc', n)),
    fc.nat(40).map((n) => idOf('decimal', n)),
    fc.nat(40).map(String),
    // Close to ids, and none.
    fc.constantFrom('01', '-1', '9223372036854775808', 'did:plc:', 'did:plc:AAAAAAAAAAAAAAAAAAAAAAAA', ''),
  );
  fc.assert(
    fc.property(fc.array(id, { maxLength: 80 }), fc.array(id, { maxLength: 5 }), (ids, expected) => {
      const set = new ListedIds();
      const naive = new Set<string>();
      set.expect(expected);
      for (const one of ids) {
        expect(set.add(one)).toBe(!naive.has(one));
        naive.add(one);
        expect(set.size).toBe(naive.size);
      }
    }),
  );
});

test.each(['plc', 'decimal', 'github'] as const)('150,000 %s ids are told apart while the table grows', (kind) => {
  const set = new ListedIds();
  let added = 0;
  for (let who = 0; who < 150_000; who += 1) if (set.add(idOf(kind, who))) added += 1;
  for (let who = 0; who < 150_000; who += 1_000) expect(set.add(idOf(kind, who))).toBe(false);
  expect([added, set.size]).toEqual([150_000, 150_000]);
});
