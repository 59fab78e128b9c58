import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PERSON_STATES, type RosterRow } from '../../functions/core/model.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { Roster } from '../../functions/roster/roster.ts';
import { byId, listed, row } from './people.ts';

const AT = { version: 0, generation: '' };
const anyRow = fc
  .record({ n: fc.nat(30), state: fc.constantFrom(...PERSON_STATES) })
  .map(({ n, state }) => row(`p${n}`, { state }));
const anyRows = fc.uniqueArray(anyRow, { maxLength: 25, selector: ({ id }) => id });
const anyDelta = fc.record({
  puts: anyRows,
  drops: fc.array(
    fc.nat(35).map((n) => `p${n}`),
    { maxLength: 8 },
  ),
});

/** Everything that a roster answers, slot by slot. */
function answersOf(roster: Roster) {
  const slots = Array.from({ length: roster.size }, (_, slot) => slot);
  for (const slot of slots) {
    expect(roster.find(roster.idAt(slot))).toBe(slot);
    expect(roster.stateAt(slot)).toBe(roster.rowAt(slot).state);
    expect(roster.isExpected(slot)).toBe(roster.rowAt(slot).state !== 'lost');
  }
  return { size: roster.size, counts: roster.counts(), rows: byId(roster.rows()) };
}

describe('a roster in memory', () => {
  it('is, after any changes, the roster that one would open from the rows that are left', () => {
    fc.assert(
      fc.property(anyRows, fc.array(anyDelta, { maxLength: 6 }), (rows, deltas) => {
        const roster = new Roster(AT, rows);
        const left = new Map<string, RosterRow>(rows.map((one) => [one.id, one]));
        for (const delta of deltas) {
          roster.apply(delta);
          for (const id of delta.drops) left.delete(id);
          for (const one of delta.puts) left.set(one.id, one);
          expect(answersOf(roster)).toEqual(answersOf(new Roster(AT, [...left.values()])));
          expect(roster.find('nobody')).toBe(-1);
        }
      }),
    );
  });

  it('leaves the rows that it was made of alone', () => {
    const rows = [row('a'), row('b')];
    new Roster(AT, rows).apply({ puts: [row('c')], drops: ['a'] });
    expect(rows.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('has no slot beyond its end, also after it has shrunk', () => {
    const roster = new Roster(AT, [row('a'), row('b')]);
    roster.apply({ puts: [], drops: ['b'] });
    expect(() => roster.stateAt(1)).toThrow(/no slot 1 in a roster of 1/);
    expect(() => roster.rowAt(1)).toThrow(RangeError);
    expect(roster.isAt(1, 'b')).toBe(false);
  });
});

describe('a comparison', () => {
  it('finds the same, whatever the order of the list and of the roster', () => {
    const anyIds = fc.array(
      fc.nat(40).map((n) => `p${n}`),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(anyRows, anyIds, (rows, ids) => {
        const roster = new Roster(AT, rows);
        const comparison = new Comparison(roster);
        comparison.see(ids.map((id) => listed(id)));
        const known = new Map(rows.map((one) => [one.id, one]));
        const unique = [...new Set(ids)];
        expect(comparison.listed).toBe(unique.length);
        expect(comparison.duplicates).toBe(ids.length - unique.length);
        expect(comparison.common).toBe(unique.filter((id) => (known.get(id)?.state ?? 'lost') !== 'lost').length);
        expect(comparison.gained().map(({ id }) => id)).toEqual(unique.filter((id) => !known.has(id)));
        const seen = rows.filter(({ id }) => unique.includes(id)).map(({ id }) => id);
        expect([...comparison.seenSlots()].map((slot) => roster.idAt(slot))).toEqual(seen);
        const unseen = rows.filter(({ id, state }) => state !== 'lost' && !unique.includes(id)).map(({ id }) => id);
        expect([...comparison.unseenSlots()].map((slot) => roster.idAt(slot))).toEqual(unseen);
      }),
    );
  });

  it('takes the very profile that the roster holds as it is, and any other by what it says', () => {
    const known = row('a');
    const comparison = new Comparison(new Roster(AT, [known, row('b')]));
    comparison.see([{ id: 'a', profile: known.profile }, listed('b', { handle: 'renamed.example' })]);
    expect(comparison.edited().map(({ person }) => person.id)).toEqual(['b']);
  });
});
