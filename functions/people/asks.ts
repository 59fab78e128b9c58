import type { PublicAsk } from '../core/digest-model.ts';
import { plainText } from '../networks/text.ts';
import { fold, says, wordsOf } from './words.ts';

/** What people write when they ask the public for something, in English and German, accents and case folded. */
const ASKS = [
  /\b(?:(?:we|i)(?:'re| are|'m| am)\s+(?:\w+\s+)?|now |currently )?hiring\b/u,
  /\b(?:looking|searching|on the hunt) for\b(?! trouble)/u,
  /\bin search of\b/u,
  /\bopen (?:to|for) (?!the public\b|everyone\b|all\b)\p{L}/u,
  /\bavailable for (?:hire|work|freelance|projects?|commissions?)\b/u,
  /\b(?:help|volunteers?|testers?|reviewers?|contributors?|co-?founders?|partners?|speakers?|mentors?|translators?|maintainers?) (?:is |are )?(?:wanted|needed|welcome)\b/u,
  /\b(?:wanted|seeking|help[ -]wanted|call for (?:[a-z]+ ){0,2}(?:papers|speakers|contributions|contributors|volunteers|help|testers))\b/u,
  /\b(?:does|do) (?:anyone|anybody|somebody|you) (?:know|have)\b/u,
  /\b(?:need|needs|could use|would love) (?:your |some |a )?(?:help|advice|feedback|hand)\b/u,
  /\b(?:ich |wir )?(?:suche|suchen|sucht)\b(?! das weite)/u,
  /\bauf der suche nach\b/u,
  /\b(?:gesucht|stellenangebot|mitmachen|mitstreiter(?:innen)?|mithilfe|verstarkung)\b/u,
  /\b(?:offen|zu haben|verfugbar) fur\b/u,
  /\b(?:kennt|hat|weiss) (?:jemand|wer|ihr)\b/u,
  /\b(?:brauche|brauchen|braucht) (?:eure |deine |noch )?(?:hilfe|rat|unterstutzung|feedback)\b/u,
];

/** "Not hiring", "no longer looking for work", "suche nichts": the opposite of an ask. */
const DENIED =
  /\b(?:not|no longer|isn't|aren't|never|stopped|don't|nicht|nichts|kein|keine|keinen|nicht mehr)\b[^.!?\n]{0,24}\b(?:hiring|looking|searching|open|seeking|need|suche|suchen|gesucht|offen|brauche)\b|\b(?:suche|suchen|brauche) (?:nichts|niemanden|keine?n?)\b/u;

const LONGEST_TEXT = 5_000;
const LONGEST_LINE = 160;
/** Shorter words of an offer ("the", "for") meet everything. */
const LEAST_WORD = 4;

/**
 * The first thing somebody asks the public for, with the line it comes from: one that meets an offer of the owner's
 * before any other. Quotes, never guesses: without such words there is no ask.
 */
export function publicAsk(
  texts: { readonly bio?: string | undefined; readonly post?: string | undefined },
  offers: readonly string[],
): PublicAsk | undefined {
  const lines = [...linesOf(texts.post, 'post'), ...linesOf(texts.bio, 'profile')].filter(({ line }) => isAsk(line));
  const asks = lines.map(({ line, from }): PublicAsk => {
    const offer = offers.find((one) => meets(one, line));
    return { line, from, ...(offer === undefined ? {} : { offer }) };
  });
  return asks.find(({ offer }) => offer !== undefined) ?? asks[0];
}

function linesOf(text: string | undefined, from: PublicAsk['from']) {
  return (text ?? '')
    .slice(0, LONGEST_TEXT)
    .split(/\n+|(?<=[.!?])\s+|\s[|•·]\s/u)
    .flatMap((part) => {
      const line = plainText(part, LONGEST_LINE);
      return line === undefined ? [] : [{ line, from }];
    });
}

function isAsk(line: string): boolean {
  const text = fold(line);
  return !DENIED.test(text) && ASKS.some((rule) => rule.test(text));
}

/** All of an offer's words, or one that is particular enough. */
function meets(offer: string, line: string): boolean {
  const words = wordsOf(line);
  const phrase = wordsOf(offer).stems;
  if (says(words, phrase)) return true;
  return phrase.some((stem) => stem.length >= LEAST_WORD && !COMMON.has(stem) && words.stems.includes(stem));
}

/** Stems that are in many offers and asks and tell nothing by themselves. */
const COMMON: ReadonlySet<string> = new Set(
  [
    'help',
    'with',
    'work',
    'working',
    'your',
    'some',
    'people',
    'about',
    'project',
    'look',
    'looking',
    'hilfe',
    'suche',
    'beim',
    'arbeit',
    'projekt',
  ].flatMap((word) => wordsOf(word).stems),
);
