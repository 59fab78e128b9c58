import { isName, isNowhere, isWord } from './no-places.ts';
import type { Place, PlaceHints } from './place.ts';
import { foldPlace } from './place-words.ts';
import type { PlaceFinder } from './places.ts';

const LONGEST = 1500;
/** As many cues and parts are looked at; whoever writes more says less. */
const MOST = 40;

/** Ahead of a place: what says "I live there". Longer ones first: "now living in" before "in". */
const STRONG =
  /(?:📍|🏠|🏡|📌|\b(?:(?:now |currently |presently )?(?:based|living|located|residing|settled|working|writing|living and working|made a home|at home) (?:out of|outside of|outside|in|at|from|near|around|between)|i live in|lives? in(?! the (?:moment|present))|resident of|calls? (?=\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)? home)|home is|home base|home:|location:|loc:|ort:|wohnort:|standort:|lieu\s?:|ubicaci[oó]n:|now in|currently in|now|currently|currently:|these days in|moved to|relocated to|transplanted to|expat in|(?:ich )?(?:wohne|lebe|arbeite|wohnt|lebt|wohnhaft|wohnend|lebend|zuhause|zu hause|daheim|beheimatet|sesshaft|ansässig|jetzt|gerade) in|vis à|habite à|habite|vit à|vivant à|basée? (?:à|en|sur)|installée? à|vivo en|vivo a|vive en|resido en|radicad[oa] en|basad[oa] en|residente en|moro em|mora em|vivo em|moro no|moro na|basead[oa] em|resido em|abito a|vive a|residente a|basat[oa] a|di base a|woon in|woont in|woonachtig in|wonend in|gevestigd in|bor i|bosatt i|baserad i|bosat i|basert i|mieszkam we?|mieszka we?|asuu|živim u|žiju v|bydlím v|živ[uí] v)\s+|(?:живу|живет|живёт|живем|проживаю) в\s+)/giu;
/** Weaker: a place may follow, or anything else. */
const WEAK = /(?<![\p{L}\p{N}])(?:in|à|at|near|nahe|bei|en|em|i|из|в|a|around)\s+(?=[\p{Lu}\p{Lo}])/gu;
/** Says where somebody comes from, often where they still are. */
const FROM = /(?<![\p{L}\p{N}])(?:from|aus|de|di|da|fr[aå]n|uit|z|desde|из)\s+(?=[\p{Lu}\p{Lo}])/giu;
/** From one place to another: the second counts. */
const FROM_TO =
  /(?<![\p{L}\p{N}])(?:from|von|moved from|de|desde|van)\s+[\p{Lu}][\p{L}\s.'’-]{1,40}?\s+(?:to|nach|à|a|naar|via [\p{L}\s]{2,20} to)\s+(?=[\p{Lu}])/giu;
/** After a place: "Bristol-based", "東京在住". */
const AFTER = [
  /(?<![\p{L}\p{N}])((?:\p{Lu}[\p{L}.'’]*[\s-]){0,3}?\p{Lu}[\p{L}.'’]+)[\s-]+(?:based|resident|native|dweller|local|transplant|born and based)(?![\p{L}])/giu,
  /(?:bibliothek|bücherei|museum|verein|theater|universität|uni|hochschule|stadtverwaltung|philharmonie)\s+(\p{Lu}[\p{L}-]+)(?=[.,!|]|$)/gu,
  /([\p{Script=Han}\p{Script=Katakana}]{2,8})(?:在住|に住|住み|で暮|生活|居住)/gu,
  /(?:住在|现居|現居|坐标|坐標|位于|base|Base)[:：]?\s?([\p{Script=Han}]{2,6})/gu,
  /([\p{Script=Hangul}]{2,6})(?:에 (?:거주|살)|\s?거주)/gu,
];
/** What turns "in Leipzig" into something else. */
const NOT_LIVING =
  /(?:\b(?:born|raised|grew up|brought up|studied|studying abroad|educated|trained|made|not|never|once|formerly|previously|used to(?: live| be)?|lived|interested|lost|taken|trust|believer|believe|participated|invested|shot|set|filmed|dream(?:ing|s)?|wish|love|school|alumn\p{L}*|graduated|degree|diplom|phd|work(?:ed)?|geboren|geb|lebte|wohnte|aufgewachsen|studiert|studierte|nicht|nie|früher|ehemals|verliebt|reise|reisen|urlaub|n[ée]e?|nacid[oa]|nascid[oa]|nat[oa]|estudié|étudié|originally|formed|book out|out|ex)|\bborn and raised)\s*$/iu;
const NOT_FROM =
  /(?:\b(?:not|originally|hails?|away|far|originaire|ursprünglich|orig|immigrant|refugee|translat\p{L}*|translations?|graduate|graduated|degree|phd|retired|escaped|fled|news|views|recovering|greetings|love|voices?|stories|all|nicht)\s*$)/iu;
/** Ends what a cue is followed by. */
const END =
  /[.!?|•·;\n"”»:🏳]|\s[-–—/]\s|\s(?:and|und|et|y|e|with|mit|avec|con|com|where|wo|since|seit|depuis|desde|who|by|for|für|pour|but|aber|working|writing|or|now|right|til|until|sometimes|occasionally|mostly|der|die|das|auf|när|när|on|as|als)\s/iu;
const BREAK =
  /[.!?|•·;⋅\n\t]+(?:\s|$)|\s*[|•·;⋅\n\t]\s*|\s[-–—/]\s|[。｜／、！]|(?:\p{Extended_Pictographic}|\uFE0F|\u200d)+/u;

const PEOPLE_OF: readonly (readonly [RegExp, string])[] = [
  [/\b(?:wahl[\s-]?)?berliner(?:in)?\b(?! (?:ensemble|luft|weisse|zeitung|morgenpost|mauer))/iu, 'Berlin, Germany'],
  [/\b(?:wahl[\s-]?)?hamburger(?:in)\b|\bwahl-?hamburger\b/iu, 'Hamburg, Germany'],
  [/\b(?:wahl[\s-]?)?münchner(?:in)\b|\bwahl-?münchner\b/iu, 'München, Germany'],
  [/\b(?:wahl[\s-]?)?kölner(?:in)\b|\bwahl-?kölner\b/iu, 'Köln, Germany'],
  [/\b(?:wahl[\s-]?)?leipziger(?:in)\b|\bwahl-?leipziger\b/iu, 'Leipzig, Germany'],
  [/\b(?:wahl[\s-]?)?wiener(?:in)\b|\bwahl-?wiener\b/iu, 'Wien, Austria'],
  [/\bwahl-?z[uü]rcher(?:in)?\b/iu, 'Zürich, Switzerland'],
  [/\blondoner\b/iu, 'London, UK'],
  [/\bnew yorker\b(?! (?:writer|cartoonist|staff|magazine|contributor))/iu, 'New York City'],
  [/\bparisienne?\b/iu, 'Paris, France'],
  [/\b(?:mancunian|manc)\b/iu, 'Manchester, UK'],
  [/\bglaswegian\b/iu, 'Glasgow, UK'],
  [/\bliverpudlian\b/iu, 'Liverpool, UK'],
  [/\bdubliner\b/iu, 'Dublin, Ireland'],
  [/\bmelburnian\b/iu, 'Melbourne, Australia'],
  [/\bsydneysider\b/iu, 'Sydney, Australia'],
  [/\btorontonian\b/iu, 'Toronto, Canada'],
  [/\bmontr[eé]al(?:er|aise?)\b/iu, 'Montreal, Canada'],
  [/\bvancouverite\b/iu, 'Vancouver, Canada'],
  [/\bangeleno\b/iu, 'Los Angeles, CA'],
  [/\bchicagoan\b/iu, 'Chicago, IL'],
  [/\bseattleite\b/iu, 'Seattle, WA'],
  [/\bportlander\b/iu, 'Portland, Oregon'],
  [/\baustinite\b/iu, 'Austin, TX'],
  [/\bbostonian\b/iu, 'Boston, MA'],
  [/\bmadrileñ[oa]\b/iu, 'Madrid, Spain'],
  [/\bporteñ[oa]\b/iu, 'Buenos Aires, Argentina'],
  [/\bamsterdammer\b/iu, 'Amsterdam, Netherlands'],
];

/**
 * Where somebody says in their bio that they live; undefined if they don't, or say several things. Rather silent than
 * wrong: "born in", "Paris fan" and lists of cities tell nothing.
 */
export function placeInBio(bio: string, finder: PlaceFinder, hints: PlaceHints = {}): Place | undefined {
  const text = bio
    .slice(0, LONGEST)
    .replace(/https?:\S+|\S+@\S+/gu, ' ')
    .replace(/[ \u00a0]+/gu, ' ');
  return (
    afterCue(text, FROM_TO, finder, hints, 0.8) ??
    afterCue(text, STRONG, finder, hints, 0.95) ??
    ahead(text, finder, hints) ??
    ofPeople(text, finder) ??
    alone(text, finder, hints) ??
    afterCue(text, WEAK, finder, hints, 0.75, true) ??
    afterCue(text, FROM, finder, hints, 0.55, true)
  );
}

function afterCue(
  text: string,
  cue: RegExp,
  finder: PlaceFinder,
  hints: PlaceHints,
  most: number,
  isWeak = false,
): Place | undefined {
  for (const found of [...text.matchAll(cue)].slice(0, MOST)) {
    const before = text.slice(Math.max(0, found.index - 40), found.index);
    const lastWords = before.split(/[.!?|•·;,\n]/u).at(-1) ?? '';
    const isTaken = cue === FROM ? NOT_FROM.test(lastWords) : NOT_LIVING.test(lastWords) && cue !== FROM_TO;
    if (isTaken || /\b(?:not|nicht|never|kein\p{L}*|former\p{L}*|ex)[\s-]+(?:\p{L}+\s)?$/iu.test(lastWords)) continue;
    const place = leading(text.slice(found.index + found[0].length), finder, hints, isWeak);
    if (place !== undefined) return { ...place, confidence: Math.min(most, place.confidence) };
  }
  return undefined;
}

/** The longest beginning of a text that is a place. */
function leading(text: string, finder: PlaceFinder, hints: PlaceHints, isWeak: boolean): Place | undefined {
  const abbreviated = text.slice(0, 80).replace(/\b(D\.C\.|St\.|Ft\.|Mt\.)/g, (dotted) => dotted.replaceAll('.', ''));
  const end = abbreviated.search(END);
  const said = (end === -1 ? abbreviated : abbreviated.slice(0, end)).trim();
  const words = said.split(/\s+/).slice(0, 6);
  for (let length = words.length; length >= 1; length -= 1) {
    const phrase = words
      .slice(0, length)
      .join(' ')
      .replace(/[,\s]+$/u, '');
    // Words in small letters are no names, whoever writes them all so excepted.
    const [first = ''] = words;
    if (
      !/^[\p{Lu}\p{Lo}#(@\u{1f1e6}-\u{1f1ff}]/u.test(first) &&
      (isWeak ||
        !/^(?:the|sunny|rainy|beautiful|lovely|greater|downtown|central|north|south|east|west|der|den|la|le|san|new|los)$/u.test(
          first,
        ))
    ) {
      if (isWeak || length > 3) continue;
    }
    const folded = foldPlace(phrase);
    if (folded.length < 2 || isNowhere(folded)) continue;
    // What follows a name in the same breath and is capital too belongs to it: "Paris Hilton", "Oxford University".
    const next = words[length];
    if (isWeak && next !== undefined && !/,$/.test(words[length - 1] ?? '') && /^\p{Lu}/u.test(next)) continue;
    const place =
      finder.find(phrase, hints) ??
      (isWord(folded) && !isWeak ? finder.find(phrase, hints) : undefined) ??
      ofCase(phrase, finder, hints);
    if (place === undefined) continue;
    if (isWeak && place.kind === 'city' && place.confidence < 0.7) continue;
    return place;
  }
  return undefined;
}

/** Slavic names in the sixth case: "в Москве", "w Krakowie", "из Киева". */
function ofCase(phrase: string, finder: PlaceFinder, hints: PlaceHints): Place | undefined {
  if (!/^[\p{L}-]{4,}$/u.test(phrase)) return undefined;
  const isCyrillic = /^[\p{Script=Cyrillic}-]+$/u.test(phrase);
  const forms = isCyrillic
    ? [
        phrase.replace(/[еа]$/u, ''),
        phrase.replace(/[еы]$/u, 'а'),
        phrase.replace(/и$/u, 'ь'),
        phrase.replace(/[ею]$/u, 'й'),
      ]
    : [
        phrase.replace(/(?:ie|e|u)$/u, ''),
        phrase.replace(/(?:ie|i|y)$/u, 'a'),
        phrase.replace(/iu$/u, ''),
        phrase.replace(/ach$/u, 'y'),
        phrase.replace(/niu$/u, 'ń'),
        phrase.replace(/dzi$/u, 'dź'),
        phrase.replace(/dzie$/u, 'd'),
        phrase.replace(/wie$/u, 'w'),
      ];
  if (!isCyrillic && !/(?:ie|iu|u|y|ach|dzi)$/u.test(phrase)) return undefined;
  for (const form of forms) {
    const place = form === phrase ? undefined : finder.find(form, hints);
    const isThere = isCyrillic || place?.country === 'PL' || place?.country === 'CZ' || place?.country === 'HR';
    if (place?.kind === 'city' && isThere) return place;
  }
  return undefined;
}

/** "Bristol-based", "東京在住". */
function ahead(text: string, finder: PlaceFinder, hints: PlaceHints): Place | undefined {
  for (const rule of AFTER) {
    for (const found of [...text.matchAll(rule)].slice(0, MOST)) {
      const words = (found[1] ?? '').split(/\s+/);
      for (let from = 0; from < words.length; from += 1) {
        const place = finder.find(words.slice(from).join(' '), hints);
        if (place !== undefined) return { ...place, confidence: Math.min(0.9, place.confidence) };
      }
    }
  }
  return undefined;
}

function ofPeople(text: string, finder: PlaceFinder): Place | undefined {
  for (const [rule, town] of PEOPLE_OF) {
    const found = rule.exec(text);
    if (found === null) continue;
    const before = text.slice(Math.max(0, found.index - 12), found.index);
    if (/(?:ex|former|not a|kein\p{L}*|the)[\s-]+$/iu.test(before)) continue;
    const place = finder.find(town);
    if (place !== undefined) return { ...place, confidence: 0.8, words: found[0] };
  }
  return undefined;
}

/** A place that stands by itself: "Cook. Lisbon.", "nurse | Leeds, UK". Several of them tell nothing. */
function alone(text: string, finder: PlaceFinder, hints: PlaceHints): Place | undefined {
  const found = new Map<string, Place>();
  const keep = (place: Place | undefined, said: string) => {
    const isTown = place?.kind === 'city' || (place?.kind === 'region' && place.city !== undefined);
    const isHeld = said.includes(',') || /[\u{1f1e6}-\u{1f1ff}]/u.test(text);
    if (place !== undefined && (isTown || isHeld) && place.confidence >= 0.65) {
      found.set(`${place.city} ${place.country}`, { ...place, confidence: Math.min(0.85, place.confidence) });
    }
  };
  for (const part of text.split(BREAK).slice(0, MOST)) {
    const said = part.trim().replace(/[.,!?]+$/u, '');
    if (said === '' || said.length > 60 || !/^[\p{Lu}\p{Lo}#]/u.test(said)) continue;
    const pieces = said.split(/,\s*/);
    const whole = pieces.length <= 3 ? standing(said, finder, hints) : undefined;
    if (whole !== undefined) {
      keep(whole, said);
      const others = pieces.slice(1).map((piece) => standing(piece, finder, hints));
      for (const [at, other] of others.entries()) {
        if (other?.kind === 'city' && other.country !== whole.country) keep(other, pieces[at + 1] ?? '');
      }
      continue;
    }
    for (const [at, piece] of pieces.entries()) {
      const pair = at + 1 < pieces.length ? standing(`${piece}, ${pieces[at + 1]}`, finder, hints) : undefined;
      keep(pair ?? standing(piece, finder, hints), piece);
    }
  }
  const [only] = found.values();
  return found.size === 1 ? only : undefined;
}

/** A part that is nothing but a place. */
function standing(said: string, finder: PlaceFinder, hints: PlaceHints): Place | undefined {
  const name = said.replace(/^#/, '').trim();
  const words = name.split(/[\s,]+/);
  if (words.length > 5 || !/^[\p{Lu}\p{Lo}]/u.test(name)) return undefined;
  if (/^\p{Lu}{1,2}$/u.test(name)) return undefined;
  const folded = foldPlace(name);
  if (isName(folded) || isWord(folded) || isNowhere(folded)) return undefined;
  const place = finder.find(name, hints);
  // The words must all belong to the place: "Manchester United till I die" names none.
  return place !== undefined &&
    foldPlace(place.words).length + (place.region === undefined ? 2 : 30) >=
      folded.length - (said.includes(',') ? 30 : 0)
    ? place
    : undefined;
}
