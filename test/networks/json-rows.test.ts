import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ABSENT, EMPTY_LIST, JsonRows, OTHER, PLAIN, TEXT } from '../../functions/networks/json-rows.ts';
import { RowsAsked } from '../../functions/networks/rows-asked.ts';
import { padded } from './fakes/rows.ts';

const FIELDS = ['id', 'name', 'labels'];

const scan = (text: string, asked = new RowsAsked('people', FIELDS)): JsonRows | undefined =>
  JsonRows.scan(padded(text), asked);

const value = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 12 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }).map((text) => text.toWellFormed()) },
  fc.constant([]),
  fc.jsonValue({ maxDepth: 2 }),
);
const key = fc.oneof(
  fc.constantFrom(...FIELDS, 'createdAt', 'viewer', 'i', 'names', 'label"s', 'x'.repeat(70)),
  fc.string({ maxLength: 5 }),
);
const row = fc.dictionary(key, value, { maxKeys: 7 });
const rest = fc.dictionary(fc.constantFrom('cursor', 'subject', 'peoples', 'a-b'), fc.jsonValue({ maxDepth: 2 }), {
  maxKeys: 3,
});

/** What somebody is told who asks a parser. */
function kindOf(of: Record<string, unknown>, field: string): number {
  const is = Object.hasOwn(of, field) ? of[field] : undefined;
  if (is === undefined) return ABSENT;
  if (typeof is === 'string') return JSON.stringify(is) === `"${is}"` && /^[ -\x7f]*$/.test(is) ? PLAIN : TEXT;
  return Array.isArray(is) && is.length === 0 ? EMPTY_LIST : OTHER;
}

/** Of those that are not learned. */
const isOddKey = (name: string): boolean => kindOf({ name }, 'name') !== PLAIN || name.length > 61;

describe('rows of an answer as bytes', () => {
  it('say what a parser says, page after page, wherever the list stands', () => {
    const page = fc.record({ people: fc.array(row, { maxLength: 4 }), before: rest, after: rest });
    fc.assert(
      fc.property(fc.array(page, { minLength: 1, maxLength: 3 }), (pages) => {
        const asked = new RowsAsked('people', FIELDS);
        for (const { people, before, after } of pages) {
          const others = Object.fromEntries(Object.entries(after).filter(([name]) => !Object.hasOwn(before, name)));
          const rows = scan(JSON.stringify({ ...before, people, ...others }), asked);
          expect(rows?.rest).toEqual(JSON.parse(JSON.stringify({ ...before, people: [], ...others })));
          expect(rows?.length).toBe(people.length);
          for (const [n, one] of people.entries()) {
            expect(rows?.valueOf(n)).toEqual(JSON.parse(JSON.stringify(one)));
            expect(rows?.isOdd(n)).toBe(Object.keys(one).some(isOddKey));
            for (const [field, name] of FIELDS.entries()) {
              const kind = kindOf(one, name);
              expect(rows?.kindOf(n, field)).toBe(kind);
              if (kind === PLAIN || kind === TEXT) expect(rows?.textOf(n, field)).toBe(one[name]);
            }
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it('are not told where a key is there twice, or written with escapes', () => {
    const rows = scan('{"people":[{"id":"a","id":"b"},{"\\u0069d":"c"},{"id":"d","x":1,"x":2}]}');
    expect([0, 1, 2].map((n) => rows?.isOdd(n))).toEqual([true, true, false]);
    expect(rows?.valueOf(0)).toEqual({ id: 'b' });
    expect(rows?.valueOf(1)).toEqual({ id: 'c' });
  });

  it('are left to a parser when an answer is broken off anywhere, or is not written as networks write', () => {
    const whole = '{"cursor":"x","people":[{"id":"a","name":"é","labels":[]},{"id":"b","more":{"of":["it"]}}]}';
    expect(scan(whole)?.length).toBe(2);
    for (let end = 0; end < whole.length; end += 1) expect(scan(whole.slice(0, end))).toBeUndefined();
    for (const text of [
      ` ${whole}`,
      `${whole}\n`,
      JSON.stringify(JSON.parse(whole), undefined, 1),
      '{"people":[],"people":[]}',
      '{"people":[],"peop\\u006ce":[{}]}',
      '{"people":[{"viewer":{[},{"id":"b","viewer":[]}]}]}',
      '{"people":[{"id":"\\q"}]}',
      '{"people":{"id":"a"}}',
      '{"people":["a"]}',
      '{"people":[null]}',
      '{"people":[{"id":"a"},]}',
      '{"people":[{"id":"a",}]}',
      '{"people":[{"id" :"a"}]}',
      '{"people":[{"id":"a"}],"cursor":x}',
      '{"others":[]}',
      '[]',
      '{}',
      'null',
    ]) {
      expect(scan(text)).toBeUndefined();
    }
  });

  it('are none of a body that is no JSON, whichever of its bytes are wrong', () => {
    const asked = new RowsAsked('people', FIELDS);
    const whole = JSON.stringify({
      subject: { id: 'x' },
      people: [
        { id: 'a', name: 'Ada "\n', viewer: { muted: false, list: [] }, labels: [] },
        { id: 'b', name: 'é', viewer: { muted: false, list: [{ n: 1.5e3 }] }, labels: [{ val: null }] },
      ],
      cursor: '2',
    });
    const wrong = fc.tuple(
      fc.nat(whole.length - 1),
      fc.constantFrom('', '"', '\\', '{', '}', '[', ']', ',', ':', 'u', '1', ' ', '-'),
      fc.nat(2),
    );
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(wrong, { minLength: 1, maxLength: 3 }), (changes) => {
        let text = whole;
        for (const [at, by, over] of changes) text = text.slice(0, at) + by + text.slice(at + over);
        const rows = scan(text, asked);
        if (rows === undefined) return;
        accepted += 1;
        const answer = JSON.parse(text);
        expect({
          ...(rows.rest as object),
          people: Array.from({ length: rows.length }, (_, n) => rows.valueOf(n)),
        }).toEqual(answer);
        for (const [n, one] of (answer.people as Record<string, unknown>[]).entries()) {
          if (rows.isOdd(n)) continue;
          for (const [field, name] of FIELDS.entries()) {
            const isString = [PLAIN, TEXT].includes(rows.kindOf(n, field));
            expect(isString).toBe(typeof one[name] === 'string');
            if (isString) expect(rows.textOf(n, field)).toBe(one[name]);
          }
        }
      }),
      { numRuns: 3_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  it('are told by their own bytes, however alike the row before was', () => {
    const rows = scan(
      '{"people":[{"n":12,"id":"a"},{"n":123,"id":"b"},{"n":12,"ids":"c"},{"n":{"a":1},"id":"d"},{"n":{"a":1},"id":"e"}]}',
    );
    expect(Array.from({ length: 5 }, (_, n) => (rows?.kindOf(n, 0) === PLAIN ? rows.textOf(n, 0) : undefined))).toEqual(
      ['a', 'b', undefined, 'd', 'e'],
    );
    expect(Array.from({ length: 5 }, (_, n) => rows?.valueOf(n))[1]).toEqual({ n: 123, id: 'b' });
  });

  it('have room for long pages, within reason, and for more keys than are learned', () => {
    const people = Array.from({ length: 2_000 }, (_, n) => ({ id: `p${n}`, [`k${n % 90}`]: n }));
    const rows = scan(JSON.stringify({ people }));
    expect(rows?.length).toBe(2_000);
    expect(rows?.textOf(1_999, 0)).toBe('p1999');
    expect(rows?.valueOf(1_000)).toEqual(people[1_000]);
    const empty = (count: number): string => JSON.stringify({ people: Array.from({ length: count }, () => ({})) });
    expect(scan(empty(5_000))?.length).toBe(5_000);
    expect(scan(empty(5_001))).toBeUndefined();
  });
});
