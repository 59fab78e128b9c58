import type { Correction } from '../core/corrections.ts';
import type { Profile } from '../core/model.ts';
import type { Segment } from '../core/segments.ts';
import { isOrganisation } from './organisations.ts';
import { LOOKALIKES, TRADE_RULES } from './trades.ts';
import { fold } from './words.ts';

const LONGEST = 1000;
/** Words of one breath: a negation reaches no further. */
const BREATH = /[.!?;|•·⋅\n。！｜]+|,\s|\s[-–—/]\s|(?:\s(?:turned|now|but|aber|mais|pero|ahora|jetzt|then)\s)/u;

/** Before a trade, anywhere in the same breath: the trade is another's, or gone, or not yet. */
const NOT_OWN =
  /(?<![\p{L}\p{N}])(?:no|not|never|non|isnt|aint|dont|wasnt|neither|nor|hardly|without|ex|former|formerly|erstwhile|onetime|retired|recovering|lapsed|failed|once|previously|past|was|were|been|used to|aspiring|wannabe|would-?be|future|soon|soon-to-be|training|trainee|learning|becoming|become|wish|wishing|want|wants|hoping|amateur|hobby|fake|pretend|self-proclaimed|so-called|student|study|studying|studies|fan|fans|friend|friends|husband|wife|partner|spouse|girlfriend|boyfriend|mother|mum|mom|father|dad|son|daughter|child|brother|sister|married|engaged|love|loves|loving|like|likes|hate|hates|admire|admirer|support|supports|supporting|supporter|help|helps|helping|helped|teach|teaches|teaching|coach|coaching|coaches|mentor|mentoring|recruit|recruiter|recruiting|recruits|hire|hiring|hires|looking|seeking|seeks|need|needs|wanted|manage|manages|managing|represent|represents|representing|serve|serving|follow|following|meet|read|write about|writes about|writing about|about|assistant to|pa to|assistant of|agent|agents|collector|collect|for|among|amongst|against|anti|versus|vs|named after|my|your|his|her|their|our|every|some|any|these|those|many|inspired by|photos by|art by|header by|icon by|avatar by|pfp by|by|daughter of|like a|as if|think|mistaken|mistaken for|kein|keine|keinen|keiner|nicht|nie|ehemals|ehemalige|ehemaliger|fruher|fruhere|fruherer|einst|pensionierter|pensionierte|angehende|angehender|werdende|werdender|mochtegern|zukunftige|zukunftiger|freund|freundin|mann|frau|tochter|sohn|mutter|vater|verheiratet|liebe|mag|hasse|unterstutze|suche|suchen|sucht|berate|fur|uber|gegen|studiere|studentin|ancien|ancienne|pas|futur|future|etudiante?|fan de|femme|mari|fille de|fils de|pour|no soy|antiguo|antigua|exprofesor|futuro|futura|estudiante|para|esposa|marido|hija|hijo|ex-|nao|filho|filha|per|figlio|figlia|moglie|marito|studente|studentessa|voormalig|geen|voor|tidligere|tidigare|inte|ikke|były|byla|byly|nie|не|бывший|бывшая|экс|жена|муж|для|元|前|不是|전)(?![\p{L}\p{N}])/u;
/** Right after a trade: the trade only describes something else. */
const ELSE_AFTER =
  /^(?:['’]?s?[ -]+(?:fan|fans|hater|haters|wife|husband|widow|daughter|son|kid|friend|girlfriend|boyfriend|wannabe|student|studies|intern|relations|advocate|advocacy|evangelist|experience|tools?|tooling|marketing|productivity|community|education|school|schools|academy|bootcamp|conference|agent|manager|management|recruiter|recruitment|recruiting|mode|at heart|in training|in the making|to be|wanna ?be|support|success|documentation|friendly|assistant|coach|rights|union|supplies|supply|rep|representation|liaison|network|fund|frau|mann|tochter|sohn|witwe|bedarf|schule|programme|program|studentin|im herzen|a\.? ?d|i\.? ?r)(?![\p{L}])|['’]s?(?![\p{L}])|-(?:fan|frau|tochter|in-training|to-be)(?![\p{L}]))/u;

/** "We are developers" and "wir sind Künstlerinnen" is an organisation or a band, and told by other words. */
const MOST_BREATHS = 30;

/**
 * What somebody is by their own words, best first, only when sure: trades that they name, unless they deny or qualify
 * them, only admire them, or speak of others. Rather says nothing.
 */
export function segmentsOf(profile: Profile): readonly Segment[] {
  if (isOrganisation(profile)) return ['organisations'];
  const bio = (profile.bio ?? '').slice(0, LONGEST);
  if (bio.trim() === '') return [];
  const found = new Set<Segment>();
  for (const breath of fold(bio).split(BREATH).slice(0, MOST_BREATHS))
    for (const one of tradesIn(breath)) found.add(one);
  return [...found];
}

/** The first of {@link segmentsOf}, unless the owner knows better. */
export function segmentOf(profile: Profile, correction?: Correction): Segment | undefined {
  return correctedSegments(profile, correction)[0];
}

/** What the owner says somebody is; where they said nothing, what the profile says. */
function correctedSegments(profile: Profile, correction: Correction | undefined): readonly Segment[] {
  return correction?.segments ?? segmentsOf(profile);
}

/** The trades that a breath names, in its order. */
function tradesIn(breath: string): readonly Segment[] {
  const text = breath
    .replaceAll("'", '’')
    .replace(/(\p{L})’(t|m|re|ve)(?!\p{L})/gu, '$1$2')
    .slice(0, 300);
  return TRADE_RULES.flatMap(({ segment, rule }) =>
    [...text.matchAll(rule)]
      .slice(0, 3)
      .flatMap((match) => (isOwn(text, match.index, match[0]) ? [{ segment, at: match.index }] : [])),
  )
    .sort((a, b) => a.at - b.at)
    .map(({ segment }) => segment);
}

function isOwn(text: string, at: number, trade: string): boolean {
  const before = text.slice(0, at).replace(/[^\p{L}\p{N}'’]+/gu, ' ');
  const after = text.slice(at + trade.length);
  if (ELSE_AFTER.test(after)) return false;
  if (LOOKALIKES.test(text.slice(0, at) + trade)) return false;
  return !NOT_OWN.test(before);
}
