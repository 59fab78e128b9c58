import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExpectedRows } from '../../functions/core/listed-rows.ts';
import { ASKED, BlueskyRows } from '../../functions/networks/bluesky/rows.ts';
import { InvalidResponseError } from '../../functions/networks/errors.ts';
import { JsonRows } from '../../functions/networks/json-rows.ts';
import { RowsAsked } from '../../functions/networks/rows-asked.ts';
import { JsonList } from '../../functions/roster/json-list.ts';
import { did } from './fakes/bluesky.ts';
import { followersAsRows, padded } from './fakes/rows.ts';

/** Expects whatever it is told to, and notes which prints it was asked about. */
class Expecting implements ExpectedRows {
  readonly asked: number[] = [];
  private readonly slots: (print: number, nth: number) => number;

  constructor(slots: (print: number, nth: number) => number) {
    this.slots = slots;
  }

  begin(): void {
    this.asked.length = 0;
  }

  slotOf(print: number): number {
    this.asked.push(print);
    return this.slots(print, this.asked.length - 1);
  }
}

const asked = new RowsAsked('people', ['id']);
const scan = (text: string, expected?: ExpectedRows, as = asked): JsonRows | undefined =>
  JsonRows.scan(padded(text), as, expected);
const printsOf = (rows: JsonRows | undefined): number[] =>
  Array.from({ length: rows?.length ?? 0 }, (_, row) => rows?.printOf(row) ?? 0);

describe('prints of rows', () => {
  it('are the same for the same bytes, wherever they stand, and others for others', () => {
    const value = fc.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 6 }), fc.nat());
    const row = fc.dictionary(fc.constantFrom('id', 'name', 'a'), value, { maxKeys: 3 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), fc.string({ maxLength: 9 }), (people, cursor) => {
        const prints = printsOf(scan(JSON.stringify({ cursor, people })));
        expect(prints).toHaveLength(people.length);
        const texts = people.map((one) => JSON.stringify(one));
        for (const [n, print] of prints.entries()) {
          expect(print).toBeGreaterThan(0);
          expect(printsOf(scan(`{"people":[${texts[n]}]}`))).toEqual([print]);
          for (const [m, other] of prints.entries()) expect(print === other).toBe(texts[n] === texts[m]);
        }
      }),
    );
  });

  it('change with any bit of a row, and with the way in which rows are read', () => {
    const seen = new Set<number>();
    let count = 0;
    // Rows of any length end with a number, so that each byte of the last words is one that may change.
    for (let more = 0; more < 9; more += 1) {
      const row = `{"id":"a${'b'.repeat(more)}","name":"Ada","at":123456789}`;
      for (const print of printsOf(scan(`{"people":[${row}]}`))) seen.add(print);
      count += 1;
      for (let at = 0; at < row.length; at += 1) {
        for (const bit of [1, 2, 4, 8, 16]) {
          const other = `${row.slice(0, at)}${String.fromCharCode(row.charCodeAt(at) ^ bit)}${row.slice(at + 1)}`;
          const rows = scan(`{"people":[${other}]}`);
          if (rows === undefined) continue;
          for (const print of printsOf(rows)) seen.add(print);
          count += 1;
        }
      }
    }
    expect(count).toBeGreaterThan(400);
    const text = '{"people":[{"id":"a"}]}';
    for (const print of printsOf(scan(text))) seen.add(print);
    count += 1;
    for (const print of printsOf(scan(text, undefined, new RowsAsked('people', ['id'], 2)))) seen.add(print);
    expect(seen.size).toBe(count + 1);
  });
});

describe('rows that are expected', () => {
  it('are not read, and all others are as if nothing had been expected', () => {
    const row = fc.record(
      {
        id: fc.string({ maxLength: 6 }),
        more: fc.jsonValue({ maxDepth: 2 }),
        of: fc.array(fc.record({ a: fc.nat() })),
      },
      { requiredKeys: ['id'] },
    );
    let expectedRows = 0;
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), fc.func(fc.boolean()), fc.jsonValue(), (people, isExpected, end) => {
        const text = JSON.stringify({ people, end });
        const all = scan(text);
        const whole = new Set(printsOf(all));
        // Of what is nested in rows, nothing has the print of a row.
        const rows = scan(text, new Expecting((print, nth) => (whole.has(print) && isExpected(print) ? nth + 7 : -1)));
        expect(rows?.length).toBe(people.length);
        expect(rows?.rest).toEqual(all?.rest);
        expect(printsOf(rows)).toEqual(printsOf(all));
        for (const [n, person] of people.entries()) {
          expect(rows?.valueOf(n)).toEqual(JSON.parse(JSON.stringify(person)));
          if (rows?.slotOf(n) !== -1) expectedRows += 1;
          else expect(rows?.textOf(n, 0)).toBe(person.id);
          expect(all?.slotOf(n)).toBe(-1);
        }
      }),
      { numRuns: 300 },
    );
    expect(expectedRows).toBeGreaterThan(40);
  });

  it('are looked for by their ids, however long these are', () => {
    const long = (letter: string): string => letter.repeat(40);
    const looked: string[] = [];
    const expected: ExpectedRows = {
      begin: () => {},
      slotOf: (_print, view, idEnd, idSize) => {
        looked.push(Buffer.from(view.buffer, view.byteOffset + idEnd - idSize, idSize).toString());
        return -1;
      },
    };
    const ids = [long('a'), long('b'), 'c', 'd', long('e'), long('f'), 'g'];
    // The last is nobody's who is expected: nothing tells where it ends. What is behind it is too short for a long id.
    expect(scan(JSON.stringify({ people: ids.map((id) => ({ id })) }), expected)?.length).toBe(ids.length);
    expect(looked).toEqual(ids.slice(0, -1));
  });

  it('are looked for once a row, and not in what is longer than any row', () => {
    const nobody = new Expecting(() => -1);
    const short = Array.from({ length: 50 }, (_, n) => ({ id: `${n}`, of: [{ a: 1 }, { a: 2 }, { a: 3 }] }));
    expect(scan(JSON.stringify({ people: short }), nobody)?.length).toBe(50);
    expect(nobody.asked.length).toBeLessThanOrEqual(50);
    const empty = `{"people":[${'{},'.repeat(4_000)}{"id":"${'x'.repeat(20_000)}"},{"id":"b"}]}`;
    expect(scan(empty, nobody)?.length).toBe(4_002);
    // Only the last ones stand close enough to where a row seems to end.
    expect(nobody.asked.length).toBeLessThan(4_096 / '{},'.length);
  });

  it('leave a page to a parser in which a part of a row, where another is nested in it, has the print of a whole one', () => {
    for (const labels of [
      [{}, {}],
      [{ val: 'b' }, { val: 'b' }, { of: [{ a: 1 }, { a: 1 }] }],
    ]) {
      const people = [{ id: 'a', labels, more: [{ a: 1 }] }, { id: 'b', labels }, { id: 'c' }];
      const text = JSON.stringify({ people, end: [people] });
      expect(scan(text)?.length).toBe(3);
      const ends = [...text.matchAll(/\},\{"/g)].length;
      // Whichever of them are taken for whole.
      for (let taken = 1; taken < 1 << Math.min(ends, 8); taken += 1) {
        const rows = scan(text, new Expecting((_, nth) => ((taken >> nth) & 1 ? nth : -1)));
        if (rows === undefined) continue;
        expect(rows.length).toBe(3);
        for (const [n, person] of people.entries()) expect(rows.valueOf(n)).toEqual(person);
      }
      expect(scan(text, new Expecting((_, nth) => nth))).toBeUndefined();
    }
  });

  it('are people like all others for whoever asks for them', () => {
    const followers = ['ada', 'bob', 'cyd'].map((name) => ({ did: did(name), handle: `${name}.example`, labels: [] }));
    const rows = followersAsRows(followers, 'test', new Expecting((_, nth) => nth));
    expect([0, 1, 2].map((row) => rows.slotOf(row))).toEqual([0, 1, -1]);
    const read = followersAsRows(followers);
    for (const row of [0, 1, 2]) {
      expect(rows.personAt(row)).toEqual(read.personAt(row));
      const list = new JsonList();
      list.begin();
      rows.writePerson(row, 7, list);
      expect(JSON.parse(list.toText())).toEqual([{ ...read.personAt(row), rowPrint: 7 }]);
    }
  });

  it('make nothing right that is wrong', () => {
    const followers = [
      { did: did('ada'), handle: 'ada.example', labels: [] },
      { did: did('bob'), handle: 7, labels: [] },
    ];
    const rows = JsonRows.scan(padded(JSON.stringify({ followers })), ASKED.followers, new Expecting((_, nth) => -nth));
    if (rows === undefined) throw new Error('This is a page.');
    expect(() => new BlueskyRows(rows, 'followers', 'test')).toThrow(InvalidResponseError);
  });
});
