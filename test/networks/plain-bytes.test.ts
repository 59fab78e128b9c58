import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pictureAddress } from '../../functions/networks/addresses.ts';
import { isHostName, isOrdinary, NormalPictures } from '../../functions/networks/plain-bytes.ts';
import { plainLines, plainText } from '../../functions/networks/text.ts';

/** The text in the middle of other characters. */
function inside(text: string, around = '": "'): { view: DataView; from: number; end: number } {
  const bytes = Buffer.from(`${around}${text}${around}\0\0\0\0`, 'latin1');
  const room = new Uint8Array(bytes);
  return { view: new DataView(room.buffer), from: around.length, end: around.length + text.length };
}
const ascii = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('a', 'Z', '7', '.') },
      fc.constantFrom(' ', '  ', '\u007f', '<', '&'),
    ),
    {
      minLength: 1,
      maxLength: 14,
    },
  )
  .map((parts) => parts.join(''));

describe('text that is taken by its bytes', () => {
  it('is text that cleaning leaves as it is', () => {
    fc.assert(
      fc.property(ascii, fc.constantFrom('": "', '","', ' '), (text, around) => {
        const { view, from, end } = inside(text, around);
        if (!isOrdinary(view, from, end)) return;
        expect(plainText(text, 200)).toBe(text);
        expect(plainLines(text, 200)).toBe(text);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each<[string, boolean]>([
    ['a', true],
    ['Ada Lovelace, London', true],
    ['Counts <b>everything</b> & more', true],
    [' Ada', false],
    ['Ada ', false],
    ['Ada  Lovelace', false],
    ['abc  ', false],
    ['Ada\u007f', false],
  ])('%j: %s', (text, is) => {
    const { view, from, end } = inside(text, '","');
    expect(isOrdinary(view, from, end)).toBe(is);
  });

  it.each<[string, boolean]>([
    ['ada.example', true],
    ['x-1.example', true],
    ['ada example', false],
    ['ada_1', false],
    ['a/b', false],
    ['', false],
  ])('%j as the name of a host: %s', (text, is) => {
    const { view, from, end } = inside(text);
    expect(isHostName(view, from, end)).toBe(is);
  });
});

describe('addresses of pictures that are taken by their bytes', () => {
  const host = fc.constantFrom(
    'cdn.example',
    'CDN.example',
    '1.2.3',
    '0x7f.1',
    'a..b',
    'xn--a',
    'user@cdn.example',
    'cdn.example:443',
    '',
  );
  const path = fc
    .array(fc.constantFrom('a', 'img', '/', '.', '..', ':', '@', '~', '?', '#', '%2e', '\\', ' ', '-_'), {
      maxLength: 7,
    })
    .map((parts) => parts.join(''));

  it('are addresses that are kept as they are, whatever came before', () => {
    const address = fc
      .tuple(fc.constantFrom('https://', 'http://', 'https:/', 'HTTPS://', ''), host, fc.constantFrom('/', ''), path)
      .map((parts) => parts.join(''));
    const pictures = new NormalPictures();
    fc.assert(
      fc.property(address, (text) => {
        const { view, from, end } = inside(text);
        if (!pictures.has(view, from, end)) return;
        expect(pictureAddress(text)).toBe(text);
        expect(text).not.toMatch(/[?#]/);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each<[string, boolean]>([
    ['https://cdn.example/img/plain/did:plc:abc/bafk@jpeg', true],
    ['https://cdn.example/a.b/c~d_e-f.jpg', true],
    ['https://other.example/', true],
    ['https://cdn.example/a/../b', false],
    ['https://cdn.example/a?x=1', false],
    ['https://cdn.example', false],
    ['http://cdn.example/a', false],
    ['javascript:alert(1)', false],
  ])('%s: %s', (text, is) => {
    const { view, from, end } = inside(text);
    expect(new NormalPictures().has(view, from, end)).toBe(is);
  });
});
