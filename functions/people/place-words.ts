/** Marks that only decorate a letter. Those of Devanagari, Thai or Arabic are letters' own parts and stay. */
const DECORATION = /[\u0300-\u036f]/g;
const APART: Readonly<Record<string, string>> = {
  ß: 'ss',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ı: 'i',
  æ: 'ae',
  œ: 'oe',
  ð: 'd',
  þ: 'th',
};

/**
 * The form in which names of places are compared: lower case, no accents, no dots and apostrophes, one blank for
 * hyphens and runs of blanks. `Saint-Étienne` and `saint etienne` are the same, `D.C.` is `dc`. The gazetteer's index
 * is made of this, so a change here asks for building it again (`bin/build-gazetteer.ts`).
 */
export function foldPlace(name: string): string {
  // Most names are plain letters, and everything asks here.
  if (/^[a-z]+$/i.test(name)) return name.toLowerCase();
  return name
    .normalize('NFKD')
    .replace(DECORATION, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(DECORATION, '')
    .replace(/[ßłøđıæœðþ]/g, (letter) => APART[letter] ?? letter)
    .replace(/[.'’‘`´ʻʼ"“”]/g, '')
    .replace(/[\s\-‐-―_]+/g, ' ')
    .trim()
    .replace(/^(?:st|ste) (?=\p{L})/u, 'saint ');
}
