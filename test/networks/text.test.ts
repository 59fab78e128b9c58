import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST, plainLines, plainText } from '../../functions/networks/text.ts';

/** Anything a server can put into a JSON string: lone surrogates, controls, bidi marks, combining marks. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom(
        '\u202E',
        '\u2066',
        '\u0000',
        '\u001B[31m',
        '\uD800',
        '\uDC00',
        '\r\n',
        '\t',
        'e\u0301',
        '👩‍🌾',
        'سلام',
        '<script>',
      ),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe.each([
  ['plainText', plainText],
  ['plainLines', plainLines],
])('%s', (name, clean) => {
  it('leaves only well-formed, composed, trimmed text without controls or direction tricks, within its length', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 60 }), (value, most) => {
        const text = clean(value, most);
        if (text === undefined) return;
        expect(text.length).toBeGreaterThan(0);
        expect(text.length).toBeLessThanOrEqual(most);
        expect(text.isWellFormed()).toBe(true);
        expect(text.normalize('NFC')).toBe(text);
        expect(text.trim()).toBe(text);
        expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u);
        if (name === 'plainText') expect(text).not.toContain('\n');
        else expect(text).not.toContain('\n\n\n');
      }),
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 60 }), (value, most) => {
        const once = clean(value, most);
        expect(once === undefined ? undefined : clean(once, most)).toBe(once);
      }),
    );
  });

  it('keeps ordinary words in every script as they are', () => {
    for (const words of ['Ana Müller', 'אליס כהן', 'علی رضایی می‌خواهم', '山田 花子', '👩‍🌾 farmer', 'a <b> & "c"']) {
      expect(clean(words, 200)).toBe(words);
    }
  });

  it('takes what nobody can read for absent', () => {
    for (const nothing of ['', '   ', '\u200B\u200B', '\u202E', '\uFEFF', '\u200D', '\n\n'])
      expect(clean(nothing, 10)).toBeUndefined();
  });

  it('does with plain ASCII, which takes a shorter way, what it does with everything', () => {
    const ascii = fc.string({ unit: fc.constantFrom('a', '~', ' '), maxLength: 60 });
    fc.assert(
      fc.property(fc.oneof(ascii, hostile), fc.integer({ min: 1, max: 70 }), (value, most) => {
        // Nobody sees the space without width, and no text with one is plain ASCII.
        expect(clean(value, most)).toBe(clean(`${value}\u200B`, most));
      }),
    );
  });

  it('cuts what is too long without leaving half a character', () => {
    expect(clean('ab😀', 3)).toBe('ab');
    expect(clean('x'.repeat(500_000), LONGEST.bio)).toHaveLength(LONGEST.bio);
  });
});

it('puts lines of a name onto one, and keeps those of a bio', () => {
  expect(plainText('Ana\r\n\tMüller', 50)).toBe('Ana Müller');
  expect(plainLines('one \r\n\r\n\r\n\r\n  two\u2028three', 50)).toBe('one\n\ntwo\nthree');
});
