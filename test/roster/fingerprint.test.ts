import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Profile } from '../../functions/core/model.ts';
import { cleanPerson } from '../../functions/roster/clean.ts';
import { type Fingerprint, fingerprint, PRINT_FORMS, type PrintForm } from '../../functions/roster/fingerprint.ts';
import { anyProfile, anyText } from './people.ts';

const printOf = (profile: Profile, form: PrintForm): Fingerprint => {
  const print = { text: 0, rest: 0 };
  fingerprint(profile, form, print);
  return print;
};
const clean = anyProfile.map((profile) => cleanPerson({ id: 'a', profile }).profile);
const form = fc.constantFrom(...PRINT_FORMS);
const ADA = { handle: 'ada.example', url: 'https://people.example/ada.example' };
const WHOLE = { name: 'Ada', bio: 'Counts. 🚲 né à Zürich', avatar: 'https://cdn.example/a/1.jpg?v=3#x', isBot: true };

test('what is stored keeps its meaning: these prints lie in tables', () => {
  expect(printOf(ADA, 'units')).toEqual({ text: 1_561_368_760, rest: 2_293_364_781 });
  expect(printOf({ ...ADA, ...WHOLE }, 'units')).toEqual({ text: 2_346_275_143, rest: 3_468_599_601 });
  expect(printOf(ADA, 'bytes')).toEqual({ text: 0, rest: 979_460_423 });
  expect(printOf({ ...ADA, ...WHOLE }, 'bytes')).toEqual({ text: 2_272_324_612, rest: 2_521_884_764 });
});

test('another text in any field is another print, in its half and in no other', () => {
  const field = fc.constantFrom('handle', 'url', 'name', 'bio', 'avatar');
  const path = anyText.map((text) => text.replace(/[?#]/g, '/').toWellFormed());
  fc.assert(
    fc.property(clean, field, path, path, form, (profile, name, was, is, how) => {
      fc.pre(was !== is);
      const before = printOf({ ...profile, [name]: was }, how);
      const after = printOf({ ...profile, [name]: is }, how);
      const isText = name === 'name' || name === 'bio';
      expect(before.text === after.text).toBe(!isText);
      expect(before.rest === after.rest).toBe(isText);
    }),
    { numRuns: 500 },
  );
});

test('text that moves from one field into the next is another print', () => {
  fc.assert(
    fc.property(anyText, anyText, fc.nat(40), form, (first, second, cut, how) => {
      const all = first.toWellFormed() + second.toWellFormed();
      const [left, right] = [all.slice(0, cut), all.slice(cut)];
      fc.pre(left.isWellFormed() && right.isWellFormed() && left !== all && !/[?#]/.test(all));
      expect(printOf({ ...ADA, name: left, bio: right }, how).text).not.toBe(printOf({ ...ADA, name: all }, how).text);
      expect(printOf({ handle: left, url: right }, how).rest).not.toBe(printOf({ handle: all, url: '' }, how).rest);
      const address = { handle: 'a', url: left, avatar: right };
      expect(printOf(address, how).rest).not.toBe(printOf({ handle: 'a', url: all }, how).rest);
    }),
  );
});

test.each(PRINT_FORMS)('what changes for everybody is in no print, and unknown is empty or false: %s', (how) => {
  const print = printOf({ ...ADA, ...WHOLE }, how);
  const path = 'https://cdn.example/a/1.jpg';
  for (const avatar of [path, `${path}?v=4`, `${path}#y?z`]) {
    expect(printOf({ ...ADA, ...WHOLE, avatar, reach: 5, location: 'Leipzig', isMemorial: false }, how)).toEqual(print);
  }
  expect(printOf({ ...ADA, name: '', bio: '', avatar: '', isBot: false }, how)).toEqual(printOf(ADA, how));
  for (const flag of ['isBot', 'isMemorial', 'isProtected']) {
    expect(printOf({ ...ADA, [flag]: true }, how).rest).not.toBe(printOf(ADA, how).rest);
  }
});

test('one byte other than before is always another print', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 60 }), fc.nat(), fc.integer({ min: 1, max: 94 }), (bio, n, by) => {
      const at = n % bio.length;
      const code = 32 + ((bio.charCodeAt(at) - 32 + by) % 95);
      const other = bio.slice(0, at) + String.fromCharCode(code) + bio.slice(at + 1);
      expect(printOf({ ...ADA, bio: other }, 'bytes').text).not.toBe(printOf({ ...ADA, bio }, 'bytes').text);
    }),
  );
});

test('what changes in one letter is not undone by what changes in the next ones', () => {
  // Bits that a step which only multiplies would pass on as they are.
  const flips = fc.constantFrom([0x20, 0x40, 0x20], [0x10, 0x20, 0x10], [0x08, 0x10, 0x08]);
  fc.assert(
    fc.property(
      fc.stringMatching(/^[ -~]{12,40}$/),
      fc.nat(2),
      flips,
      form,
      (name, word, [one = 0, two = 0, three = 0], how) => {
        const codes = Array.from(name, (letter) => letter.charCodeAt(0));
        for (const [at, bits] of [
          [3, one],
          [5, two],
          [7, three],
        ] as const)
          codes[word * 4 + at] = (codes[word * 4 + at] ?? 0x40) ^ bits;
        fc.pre(codes.every((code) => code >= 0x20 && code < 0x7f));
        expect(printOf({ ...ADA, name: String.fromCharCode(...codes) }, how).text).not.toBe(
          printOf({ ...ADA, name }, how).text,
        );
      },
    ),
    { numRuns: 2_000 },
  );
});

test('a text that is nothing but a zero byte is not the same as none', () => {
  expect(printOf({ ...ADA, name: '\0' }, 'bytes').text).not.toBe(printOf(ADA, 'bytes').text);
});

test('text that is not well-formed has the print that it will have when it is cleaned', () => {
  fc.assert(
    fc.property(anyProfile, (profile) => {
      expect(printOf(profile, 'bytes')).toEqual(printOf(cleanPerson({ id: 'a', profile }).profile, 'bytes'));
    }),
  );
});

test('text far beyond what is ever stored has some print, and the next one is not touched by it', () => {
  const ada = { ...ADA, ...WHOLE };
  const print = printOf(ada, 'bytes');
  for (const long of ['x'.repeat(39_999), 'x'.repeat(2_000_000), 'é😀'.repeat(50_000)]) {
    for (const field of ['handle', 'url', 'name', 'bio', 'avatar']) {
      expect(printOf({ ...ada, [field]: long }, 'bytes')).toEqual(printOf({ ...ada, [field]: long }, 'bytes'));
      expect(printOf(ada, 'bytes')).toEqual(print);
    }
  }
});

test('the longest profile that is clean is in its print to the last letter', () => {
  const longest = {
    handle: '漢'.repeat(1_000),
    url: '漢'.repeat(2_048),
    name: '漢'.repeat(1_000),
    bio: '漢'.repeat(5_000),
    avatar: '漢'.repeat(2_048),
  };
  expect(cleanPerson({ id: 'a', profile: longest }).profile).toBe(longest);
  const other = { ...longest, bio: `${longest.bio.slice(1)}字` };
  expect(printOf(other, 'bytes').text).not.toBe(printOf(longest, 'bytes').text);
});
