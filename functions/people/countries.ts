import { foldPlace } from './place-words.ts';

/** Languages in which people name their own country, and others'. */
const LANGUAGES =
  'en de fr es pt it nl sv da nb fi pl cs sk hu ro hr sl bg el tr ru uk he ar fa hi ja ko zh zh-Hant vi id et lv lt ca eu gl ga is';
/** What people write for a country and no dictionary has. */
const EVERYDAY =
  'GB:uk,u k,great britain,gb,britain,british isles,royaume uni,reino unido,united kingdom of great britain,blighty,🏴;US:usa,us,u s a,u s,america,united states of america,estados unidos,etats unis,eeuu,ee uu,stati uniti,usian,the states,murica;NL:holland,the netherlands,nederland,paises bajos;AE:uae,u a e,emirates;CZ:czech republic,cesko;IE:eire,republic of ireland,roi;NZ:aotearoa,aotearoa new zealand,nz,new zealand aotearoa;KR:korea,south korea,republic of korea,rok,대한민국;RU:russian federation,rf,россия;TR:turkey,turkiye;MK:macedonia;BA:bosnia;CI:ivory coast;CD:drc,congo kinshasa;CH:schweiz,suisse,svizzera,helvetia;VN:viet nam,vietnam;PH:pinas,pilipinas,the philippines;TZ:zanzibar;MM:burma;SZ:swaziland;VA:vatican;PS:palestine;CN:prc,mainland china,中国大陆;TW:republic of china,taiwan roc;BR:brasil;ID:nusantara;IN:bharat;NG:naija,9ja;GH:ghana;KE:kenya254;ZA:rsa,mzansi,south africa;SE:sverige;DK:danmark;NO:norge;FI:suomi;JP:nippon,日本国;HR:hrvatska;GR:hellas;HU:magyarorszag;PL:polska;ES:espana;AU:straya,oz australia,down under,aus;CA:kanada,canuck land;DE:bundesrepublik,brd,germoney;AT:oesterreich,osterreich;SG:sg';
/** Three-letter codes that are nothing else. */
const CODES3 =
  'GBR:GB,DEU:DE,GER:DE,FRA:FR,ESP:ES,ITA:IT,NLD:NL,SWE:SE,NOR:NO,DNK:DK,FIN:FI,POL:PL,AUT:AT,CHE:CH,BEL:BE,PRT:PT,IRL:IE,CZE:CZ,HUN:HU,ROU:RO,UKR:UA,RUS:RU,TUR:TR,ISR:IL,IND:IN,CHN:CN,JPN:JP,KOR:KR,AUS:AU,NZL:NZ,CAN:CA,MEX:MX,BRA:BR,ARG:AR,COL:CO,CHL:CL,ZAF:ZA,KEN:KE,NGA:NG,EGY:EG,IDN:ID,PHL:PH,SGP:SG,MYS:MY,THA:TH';

/** No country: what CLDR has besides. */
const NO_COUNTRIES = /^(?:EU|EZ|UN|QO|XA|XB|ZZ|AC|CP|DG|EA|IC|TA|CQ)$/;

let names: ReadonlyMap<string, string> | undefined;
let codes: ReadonlyMap<string, string> | undefined;

/** The country of a name in any of some forty languages, as its ISO code. Names are the runtime's own CLDR data. */
export function countryNamed(folded: string): string | undefined {
  names ??= readNames();
  return names.get(folded);
}

/** The country of a code in capitals as people write it: `DE`, `GER`, `UK`. Small letters are words: `in`, `de`. */
export function countryOfCode(code: string): string | undefined {
  codes ??= readCodes();
  return codes.get(code);
}

/** The countries whose flags are in a text. 🇩🇪 is two regional indicators that spell DE. */
export function flagsIn(text: string): readonly string[] {
  const flags = [...text.matchAll(/[\u{1f1e6}-\u{1f1ff}]{2}/gu)].map(([flag]) =>
    String.fromCharCode(...[...flag].map((symbol) => (symbol.codePointAt(0) ?? 0) - 0x1f1e6 + 65)),
  );
  const parts = /🏴\u{e0067}\u{e0062}/u.test(text) ? ['GB'] : [];
  return [...new Set([...flags, ...parts])].filter((code) => readCodes().has(code));
}

/** A country's English name. */
export function countryName(code: string): string {
  return english.of(code) ?? code;
}

const english = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });

function readCodes(): ReadonlyMap<string, string> {
  if (codes !== undefined) return codes;
  const known = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const found = new Map<string, string>([['UK', 'GB'], ...CODES3.split(',').map((pair) => twoOf(pair))]);
  for (let first = 65; first <= 90; first += 1) {
    for (let second = 65; second <= 90; second += 1) {
      const code = String.fromCharCode(first, second);
      // Codes of countries that are no more stand for their heirs: DD is in DE's place.
      const isCurrent = !NO_COUNTRIES.test(code) && new Intl.Locale(`und-${code}`).region === code;
      if (isCurrent && known.of(code) !== undefined) found.set(code, code);
    }
  }
  codes = found;
  return found;
}

function twoOf(pair: string): [string, string] {
  const [from = '', to = ''] = pair.split(':');
  return [from, to];
}

function readNames(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const known = [...new Set(readCodes().values())];
  for (const language of LANGUAGES.split(' ')) {
    const locale = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const code of known) {
      const name = foldPlace(locale.of(code) ?? '');
      // The first language that uses a name decides: English before others.
      if (name !== '' && !found.has(name)) found.set(name, code);
    }
  }
  for (const line of EVERYDAY.split(';')) {
    const [code, list = ''] = twoOf(line);
    for (const name of list.split(',')) found.set(foldPlace(name), code);
  }
  return found;
}
