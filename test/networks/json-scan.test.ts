import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainEnd, stringEnd, valueEnd } from '../../functions/networks/json-scan.ts';
import { padded } from './fakes/rows.ts';

const asView = (text: string): DataView => new DataView(padded(text).buffer);
const size = (text: string): number => new TextEncoder().encode(text).length;
const anyText = fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.toWellFormed());
const almostPlain = fc
  .array(fc.constantFrom('a', ' ', '!', '"', '\\', '\u001f', '\u007f', '\u0080', '\u0000', '~', '[', ']'), {
    maxLength: 14,
  })
  .map((characters) => characters.join(''));

describe('ends of values of JSON', () => {
  it('are where the first character is that is not plain', () => {
    fc.assert(
      fc.property(fc.oneof(almostPlain, anyText), fc.nat(3), (text, from) => {
        fc.pre(from <= size(text));
        const bytes = new TextEncoder().encode(text);
        let end = from;
        while (end < bytes.length && isPlain(bytes[end] ?? 0)) end += 1;
        expect(plainEnd(asView(text), from)).toBe(end);
      }),
      { numRuns: 1_000 },
    );
  });

  it('are where a parser finds them, whatever comes behind', () => {
    const behind = fc.constantFrom(',', '}', ']', '', ',"a":1', '}]');
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), behind, (value, rest) => {
        const text = JSON.stringify(value);
        expect(valueEnd(asView(`${text}${rest}`), 0)).toBe(size(text));
        if (typeof value === 'string') expect(stringEnd(asView(`${text}${rest}`), 1)).toBe(size(text) - 1);
      }),
    );
  });

  it.each([
    '',
    ',',
    '}',
    '"',
    '"a',
    '"a\\',
    '"a\\"',
    '"a\nb"',
    '"\\q"',
    '"\\u12"',
    '"\\u12g4"',
    'tru',
    '01',
    '1..2',
    '+1',
    '-',
    '1e',
    '{"a":\'1\'}',
    '{[}]',
    '[1 2]',
    '{"a":1,}',
    '{',
    '{"a":"}',
    '[[]',
    '[{"a":"]"}',
    '{"a\u0000":1',
  ])('are nowhere in %j, which breaks off or is none', (text) => {
    expect(valueEnd(asView(text), 0)).toBe(-1);
  });
});

const isPlain = (byte: number): boolean => byte >= 0x20 && byte < 0x80 && byte !== 0x22 && byte !== 0x5c;
