import type { Profile } from '../core/model.ts';
import { fold } from './words.ts';

const LONGEST = 600;

/** A person speaks: whatever else is said, it is no organisation. */
const PERSON =
  /(?<![\p{L}\p{N}])(?:i|im|i’m|ive|my|me|myself|ich|mein|meine|meinem|je|mon|ma|yo|soy|mi|mis|eu|meu|minha|io|sono|mio|mia|ik|mijn|she|her|he|him|they|them|dad|mum|mom|father|mother|wife|husband|sie\/ihr|er\/ihm|volunteer|volunteers|volunteering|work|works|working|worked|employee|employed|librarian|curator|director|trustee|chair|board|member|ceo|founder|co-founder|cofounder|student|intern|alum|alumna|alumnus|retired|fan|ehrenamtlich|arbeite|mitarbeiter|mitarbeiterin|leiter|leiterin|ex|former|not)(?![\p{L}\p{N}])/u;

const KIND =
  'non-?profit|not-for-profit|charity|charities|ngo|museum|library|university|college|institute|foundation|association|society|federation|orchestra|choir|theatre|theater|festival|gallery|cooperative|co-operative|collective|union|network|think tank|research (?:group|lab|centre|center|institute)|club|church|parish|school|publisher|publishing house|press|newspaper|magazine|agency|studio|company|startup|consultancy|co-op|brewery|bookshop|bookstore|cinema|band|initiative|organi[sz]ation|makerspace|hackerspace|community (?:centre|center|garden)|archive|observatory|zoo|botanical garden|municipality|ministry|verein|stiftung|genossenschaft|bibliothek|stadtbibliothek|hochschule|universitat|institut|gesellschaft|verband|verlag|agentur|initiative|firma|unternehmen|werkstatt|kollektiv|bundnis|netzwerk|gemeinde|redaktion';

const RULES: readonly RegExp[] = [
  // "We are a charity …", "Wir sind ein gemeinnütziger Verein"
  new RegExp(
    `(?<![\\p{L}])(?:we are|we re|were|we’re|wir sind|nous sommes|somos|siamo|wij zijn|vi ar|vi er)(?: [\\p{L}-]+){0,5} (?:${KIND}|association|asociacion|fundacion|cooperativa|associacao|associazione|vereniging|stichting|ong|forening)(?![\\p{L}])`,
    'u',
  ),
  /(?<![\p{L}])(?:the )?official (?:[a-z]+ )?(?:account|feed|page|twitter|profile|channel|mastodon|bluesky|instagram|home|news)(?: account| feed| page)? (?:of|for|from)(?![\p{L}])/u,
  /(?<![\p{L}])(?:offizieller? (?:account|kanal|auftritt|seite)|hier (?:twittert|trootet|trotet|postet|schreibt|tootet) (?:das|der|die)|compte officiel|cuenta oficial|conta oficial|account ufficiale|profilo ufficiale|officieel account|официальн\p{L}+ (?:аккаунт|страница|канал)|公式アカウント|公式|官方账号|官方帳號|공식)(?![\p{L}])/u,
  /(?:gemeinnutzig\p{L}* (?:verein|gmbh|organisation|stiftung|initiative)|association loi 1901|501\(?c\)?\(?3\)?|registered charity|eingetragener verein|asociacion sin (?:animo|fines) de lucro|associazione (?:no profit|culturale|di promozione)|organizacao sem fins lucrativos)/u,
  // "A cooperative of cartographers", "Non-profit planting trees", "Foundation for river protection"
  /^(?:the |a |an |das |die |der |ein |eine |une? |la |le |el |una? )?(?:[\p{L}-]+ ){0,3}?(?:non-?profit|not-for-profit|charity|ngo|foundation|association|society|federation|cooperative|co-operative|collective|institute|initiative|think tank|network|verein|stiftung|genossenschaft|bundnis|initiative|netzwerk|kollektiv|asociacion|fundacion|associazione|fondation|stichting|vereniging)(?:,| (?:for|of|that|which|working|planting|teaching|helping|supporting|fighting|providing|promoting|protecting|dedicated|advocating|building|bringing|fur|zur|von|aus|pour|de|del|para|per|di|voor|based)(?![\p{L}]))/mu,
  // "The city museum of toys and clocks", "Stadtbibliothek Erfurt"
  /^the (?:[\p{L}-]+ ){0,3}(?:museum|library|university|institute|archive|orchestra|festival|theatre|theater|gallery|society|club|observatory|zoo|choir|cinema)(?: (?:of|for|in|at) |[.,!]|$)/mu,
  /^(?:das |die |der )?(?:stadt|landes|universitats|staats|gemeinde|heimat)(?:bibliothek|bucherei|museum|archiv|theater|verwaltung)(?![\p{L}])/mu,
];

/** Names that only organisations have: "Flussfreunde e.V.", "Harbour Museum". */
const NAME =
  /(?:(?<![\p{L}])(?:e\.\s?v\.|ggmbh|gmbh|inc\.?|ltd\.?|llc|n\.?g\.?o\.?|foundation|stiftung|museum|university|universitat|universite|universidad|institute|association|verein|society|library|bibliothek|federation|verband|genossenschaft|orchestra|council|ministry|verlag)(?![\p{L}])|(?:verein|verband|stiftung|museum|bibliothek|initiative)$)/u;

/** Whether a profile is an organisation's and no person's, by its own words. */
export function isOrganisation({ name, bio }: Pick<Profile, 'name' | 'bio'>): boolean {
  const text = fold((bio ?? '').slice(0, LONGEST))
    .replaceAll("'", '’')
    .trim();
  if (PERSON.test(text.replace(/https?:\S+/g, ' '))) return false;
  const lines = text.replace(/([.!?])\s+/gu, '$1\n');
  if (RULES.some((rule) => rule.test(lines))) return true;
  // A person's name may hold "Library" beside their own: a bio in the plural must bear it out.
  const saysWe =
    /(?<![\p{L}])(?:we|our|us|wir|unser\p{L}*|uns|nous|notre|nosotros|nuestr[oa]s?|noi|nostr[oa]|wij|onze)(?![\p{L}])/u;
  return name !== undefined && NAME.test(fold(name.slice(0, 100))) && (text === '' || saysWe.test(text));
}
