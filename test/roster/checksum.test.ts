import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PERSON_STATES, type PersonState } from '../../functions/core/model.ts';
import { Checksum } from '../../functions/roster/checksum.ts';
import { PACKINGS } from '../../functions/roster/id-words.ts';
import { PackedIds } from '../../functions/roster/packed-ids.ts';

const sumOf = (people: readonly (readonly [string, PersonState])[]): string => {
  const sum = new Checksum();
  for (const [id, state] of people) sum.add(id, state);
  return sum.toString();
};

test('order does not matter, and taking somebody out undoes putting them in, across being written down', () => {
  const person = fc.tuple(fc.string(), fc.constantFrom(...PERSON_STATES));
  fc.assert(
    fc.property(fc.array(person), fc.array(person), (stay, go) => {
      const written = new Checksum(sumOf([...go, ...stay]));
      for (const [id, state] of go) written.remove(id, state);
      expect(written.toString()).toBe(sumOf(stay.toReversed()));
    }),
  );
});

test('a person lost, doubled, exchanged or in another state shows', () => {
  const people = Array.from({ length: 1_000 }, (_, n) => [`did:plc:${n}`, 'present'] as const);
  const whole = sumOf(people);
  expect(sumOf(people.slice(1))).not.toBe(whole);
  expect(sumOf([...people, ['did:plc:0', 'present']])).not.toBe(whole);
  expect(sumOf([...people.slice(1), ['did:plc:1000', 'present']])).not.toBe(whole);
  expect(sumOf([...people.slice(1), ['did:plc:0', 'lost']])).not.toBe(whole);
  const single = new Set(people.map((person) => sumOf([person])));
  expect(single.size).toBe(1_000);
});

test('the sum of packed ids is that of the ids, whatever they are packed as', () => {
  const plc = fc.stringMatching(/^[a-z2-7]{24}$/).map((name) => `did:plc:${name}`);
  const id = fc.oneof(plc, fc.bigInt(0n, 2n ** 64n).map(String), fc.string());
  const people = fc.array(fc.tuple(id, fc.constantFrom(...PERSON_STATES)), { maxLength: 12 });
  fc.assert(
    fc.property(people, fc.constantFrom(...PACKINGS), (some, packing) => {
      const ids = new PackedIds(packing);
      for (const [one] of some) ids.push(one);
      const packed = new Checksum();
      ids.addTo(
        packed,
        Uint8Array.from(some, ([, state]) => PERSON_STATES.indexOf(state)),
      );
      expect(packed.toString()).toBe(sumOf(some));
    }),
  );
});
