/** Words that turn what follows into its opposite, English and German. */
const NEGATIONS: ReadonlySet<string> = new Set(
  'no not never without hate hates anti ex former formerly non isnt dont kein keine keinen nicht nie ohne gegen hasse ehemals'.split(
    ' ',
  ),
);
const NEGATION_REACH = 3;
const LONGEST = 5000;

/** A text as stems in order, with where each sentence or list part starts anew. */
export interface Words {
  readonly stems: readonly string[];
  /** Index of the part (between full stops, bars, commas, line breaks) each stem is in. */
  readonly parts: readonly number[];
}

/** Lower case, without accents: `Łódź` and `lodz` are the same word. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .replaceAll('ø', 'o')
    .replaceAll('’', "'");
}

/** Splits a text (its first 5,000 characters) into stemmed words. */
export function wordsOf(text: string): Words {
  const stems: string[] = [];
  const parts: number[] = [];
  fold(text.slice(0, LONGEST))
    .split(/[.!?;|•·,\n]+(?:\s|$)|[|•·\n]/u)
    .forEach((part, index) => {
      for (const [word] of part.replaceAll("'", '').matchAll(/[\p{L}\p{N}+]+/gu)) {
        stems.push(stem(word));
        parts.push(index);
      }
    });
  return { stems, parts };
}

/**
 * A light stem for English and German: takes a plural `s`, then a final `e`, `en` or `n`, as long as four letters
 * stay. Rather misses a match than invents one: `news` is not `new`.
 */
export function stem(word: string): string {
  let short = word.length > 4 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
  const ending = /(?:en|e|n)$/.exec(short)?.[0] ?? '';
  if (short.length - ending.length >= 4) short = short.slice(0, short.length - ending.length);
  return short.length > 4 && short.endsWith('y') ? `${short.slice(0, -1)}i` : short;
}

/** True if the words contain the phrase as whole words (or as one word, `#PowerGrids`), and don't take it back. */
export function says(words: Words, phrase: readonly string[]): boolean {
  if (phrase.length === 0) return false;
  const joined = phrase.join('');
  return words.stems.some((word, at) => {
    const isHere = phrase.every(
      (part, offset) => words.stems[at + offset] === part && words.parts[at + offset] === words.parts[at],
    );
    const isOneWord = phrase.length > 1 && word === joined;
    return (isHere || isOneWord) && !isNegated(words, at);
  });
}

/** "not a", "no", "ex-" shortly before, in the same part of the text. */
function isNegated(words: Words, at: number): boolean {
  for (let before = at - 1; before >= Math.max(0, at - NEGATION_REACH); before -= 1) {
    if (words.parts[before] !== words.parts[at]) return false;
    if (NEGATIONS.has(words.stems[before] ?? '')) return true;
  }
  return false;
}
