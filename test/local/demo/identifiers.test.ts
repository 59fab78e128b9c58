import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cidFor, didFor, numberFor, snowflakeFor, tidFor } from '../../../lib/local/demo/identifiers.ts';

test('ids have the networks’ own forms', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      expect(didFor(name)).toMatch(/^did:plc:[a-z2-7]{24}$/);
      expect(cidFor(name)).toMatch(/^bafyrei[a-z2-7]{52}$/);
      expect(String(numberFor(name))).toMatch(/^1\d{8}$/);
    }),
  );
});

test('the same name gives the same id, and another name another', () => {
  expect(didFor('mirela')).toBe(didFor('mirela'));
  expect(didFor('mirela')).not.toBe(didFor('jorun'));
});

test('record keys and statuses sort by time', () => {
  const moment = fc.integer({ min: 1_600_000_000_000, max: 1_900_000_000_000 });
  fc.assert(
    fc.property(moment, fc.integer({ min: 1, max: 1e9 }), fc.nat(), fc.nat(), (at, later, one, other) => {
      expect(tidFor(at, one)).toMatch(/^[234567abcdefghij][234567a-z]{12}$/);
      expect(tidFor(at, one) < tidFor(at + later, other)).toBe(true);
      expect(BigInt(snowflakeFor(at, one)) < BigInt(snowflakeFor(at + later, other))).toBe(true);
    }),
  );
});
