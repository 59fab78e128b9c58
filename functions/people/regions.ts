import { foldPlace } from './place-words.ts';

/**
 * Regions of countries as people write them. Each line: the country, the region's English name, a town in it (by which
 * its code is found in the gazetteer; a code itself where it is two capitals), then other names and abbreviations.
 */
const REGIONS = `
GB|England|London|inghilterra,angleterre,inglaterra,anglia
GB|Scotland|Edinburgh|schottland,alba,ecosse,escocia,scozia
GB|Wales|Cardiff|cymru
GB|Northern Ireland|Belfast|n ireland,nordirland
DE|Bavaria|München|bayern,by,oberbayern,franken,franconia,allgäu
DE|Saxony|Leipzig|sachsen,sn
DE|Baden-Württemberg|Stuttgart|bw,baden,schwaben,swabia,schwarzwald,black forest,baden wuerttemberg
DE|North Rhine-Westphalia|Köln|nrw,nordrhein westfalen,nw,westfalen,sauerland,münsterland
DE|Hesse|Frankfurt am Main|hessen,he
DE|Lower Saxony|Hannover|niedersachsen,ni,nds,ostfriesland
DE|Schleswig-Holstein|Kiel|sh
DE|Thuringia|Erfurt|thüringen,th
DE|Saxony-Anhalt|Magdeburg|sachsen anhalt
DE|Brandenburg|Potsdam|bb
DE|Mecklenburg-Vorpommern|Rostock|mv,meckpomm,mecklenburg
DE|Rhineland-Palatinate|Mainz|rlp,rheinland pfalz,pfalz
DE|Saarland|Saarbrücken|sl
AT|Styria|Graz|steiermark
AT|Tyrol|Innsbruck|tirol
AT|Upper Austria|Linz|oberösterreich,oö,ooe
AT|Lower Austria|Sankt Pölten|niederösterreich,nö,noe
AT|Carinthia|Klagenfurt|kärnten
AT|Vorarlberg|Dornbirn|
CA|Ontario|Toronto|on,ont
CA|British Columbia|Vancouver|bc,b c
CA|Quebec|Montréal|qc,québec province
CA|Alberta|Calgary|ab
CA|Manitoba|Winnipeg|mb
CA|Saskatchewan|Regina|sk
CA|Nova Scotia|Halifax|ns
CA|New Brunswick|Moncton|nb
CA|Newfoundland and Labrador|St. John's|nl,newfoundland
CA|Prince Edward Island|Charlottetown|pei
AU|New South Wales|Sydney|nsw
AU|Victoria|Melbourne|vic
AU|Queensland|Brisbane|qld
AU|South Australia|Adelaide|sa
AU|Western Australia|Perth|wa
AU|Tasmania|Hobart|tas,lutruwita
AU|Northern Territory|Darwin|nt
AU|Australian Capital Territory|Canberra|act
NZ|South Island|Christchurch|te waipounamu
NZ|Otago|Dunedin|
NZ|Waikato|Hamilton|
IN|Karnataka|Bengaluru|ka
IN|Maharashtra|Mumbai|mh
IN|Tamil Nadu|Chennai|tn
IN|Kerala|Kochi|kl
IN|Telangana|Hyderabad|ts
IN|Andhra Pradesh|Visakhapatnam|ap
IN|Gujarat|Ahmedabad|gj
IN|West Bengal|Kolkata|wb
IN|Uttar Pradesh|Lucknow|up
IN|Rajasthan|Jaipur|rj
IN|Punjab|Ludhiana|
IN|Haryana|Faridabad|
IN|Bihar|Patna|
IN|Madhya Pradesh|Bhopal|mp
IN|Odisha|Bhubaneswar|orissa
IN|Assam|Guwahati|
IN|Goa|Mormugao|
BR|São Paulo|São Paulo|sp
BR|Rio de Janeiro|Rio de Janeiro|rj
BR|Minas Gerais|Belo Horizonte|mg
BR|Rio Grande do Sul|Porto Alegre|rs
BR|Paraná|Curitiba|pr
BR|Santa Catarina|Joinville|sc
BR|Bahia|Salvador|ba
BR|Pernambuco|Recife|pe
BR|Ceará|Fortaleza|ce
BR|Goiás|Goiânia|go
BR|Distrito Federal|Brasília|df
BR|Pará|Belém|pa
BR|Amazonas|Manaus|am
BR|Espírito Santo|Vitória|es
BR|Rio Grande do Norte|Natal|rn
BR|Paraíba|João Pessoa|pb
ES|Catalonia|Barcelona|cataluña,catalunya,katalonien,catalogne
ES|Andalusia|Sevilla|andalucía,andalusien
ES|Galicia|Vigo|galiza
ES|Basque Country|Bilbao|euskadi,país vasco,euskal herria
ES|Asturias|Gijón|asturies
ES|Castile and León|Valladolid|castilla y leon
ES|Aragon|Zaragoza|aragón
ES|Balearic Islands|Palma|mallorca,baleares,ibiza
ES|Canary Islands|Las Palmas de Gran Canaria|canarias,tenerife,gran canaria,islas canarias
ES|Valencian Community|Valencia|comunidad valenciana,comunitat valenciana,país valencià
ES|Madrid|Madrid|comunidad de madrid
IT|Lombardy|Milan|lombardia,lombardei
IT|Tuscany|Florence|toscana,toskana
IT|Piedmont|Turin|piemonte,piemont
IT|Lazio|Rome|
IT|Sicily|Palermo|sicilia,sizilien
IT|Sardinia|Cagliari|sardegna,sardinien
IT|Veneto|Venice|
IT|Emilia-Romagna|Bologna|emilia romagna
IT|Apulia|Bari|puglia
IT|Campania|Naples|
IT|Liguria|Genoa|
IT|South Tyrol|Bolzano|südtirol,alto adige
FR|Brittany|Rennes|bretagne,breizh
FR|Normandy|Rouen|normandie
FR|Provence|Marseille|paca,provence alpes cote dazur,bouches du rhone
FR|Occitania|Toulouse|occitanie
FR|Auvergne-Rhône-Alpes|Lyon|rhone alpes,auvergne,rhone,savoie
FR|Nouvelle-Aquitaine|Bordeaux|aquitaine,gironde
FR|Grand Est|Strasbourg|alsace,elsass,lorraine
FR|Hauts-de-France|Lille|
FR|Pays de la Loire|Nantes|loire atlantique
FR|Corsica|Ajaccio|corse
FR|Île-de-France|Paris|
NL|North Holland|Amsterdam|
NL|South Holland|Rotterdam|zuid holland
NL|North Brabant|Eindhoven|brabant,noord brabant
NL|Friesland|Leeuwarden|fryslân
NL|Gelderland|Arnhem|
NL|Limburg|Maastricht|
BE|Flanders|Antwerpen|vlaanderen,flandern
BE|Wallonia|Charleroi|wallonie
CH|Zürich|Zürich|zh
CH|Ticino|Lugano|tessin
CH|Bern|Bern|
CH|Vaud|Lausanne|
IE|Munster|Cork|co cork,county cork,kerry
IE|Leinster|Dublin|co dublin,county dublin
IE|Connacht|Galway|county galway,co galway
PL|Masovia|Warsaw|mazowieckie,mazowsze
PL|Lesser Poland|Kraków|małopolska
PL|Silesia|Katowice|śląsk,śląskie
PL|Lower Silesia|Wrocław|dolny śląsk
UA|Crimea|Sevastopol|крим
SE|Skåne|Malmö|scania
FI|Lapland|Rovaniemi|lappi
MX|Jalisco|Guadalajara|jal
MX|Nuevo León|Monterrey|nl
MX|Yucatán|Mérida|
MX|Baja California|Tijuana|
AR|Santa Fe|Rosario|
AR|Mendoza|Mendoza|
JP|Hokkaido|Sapporo|
CN|Guangdong|Guangzhou|广东
CN|Zhejiang|Hangzhou|浙江
CN|Sichuan|Chengdu|四川
CN|Jiangsu|Nanjing|江苏
CN|Hubei|Wuhan|湖北
CN|Hunan|Changsha|湖南
CN|Fujian|Xiamen|福建
ID|West Java|Bandung|jawa barat
ID|East Java|Surabaya|jawa timur
ID|Central Java|Semarang|jawa tengah
ID|Yogyakarta|Yogyakarta|diy
ID|Bali|Denpasar|
PK|Punjab|Lahore|
PK|Sindh|Karachi|
ZA|Western Cape|Cape Town|wc
ZA|Eastern Cape|East London|ec
ZA|KwaZulu-Natal|Durban|kzn
ZA|Gauteng|Johannesburg|
NG|Lagos State|Lagos|
NG|Rivers|Port Harcourt|rivers state
NG|Oyo|Ibadan|oyo state
`;

/** English counties and what lies within other countries, without a code of its own in the gazetteer: country only. */
const PARTS_OF = `
GB: kent,essex,sussex,east sussex,west sussex,surrey,yorkshire,north yorkshire,lancashire,cornwall,devon,dorset,somerset,norfolk uk,suffolk,hampshire,berkshire,oxfordshire,cambridgeshire,hertfordshire,bedfordshire,buckinghamshire,gloucestershire,wiltshire,worcestershire,warwickshire,staffordshire,shropshire,cheshire,cumbria,northumberland,county durham,derbyshire,nottinghamshire,leicestershire,lincolnshire,east midlands,east anglia,midlands,cotswolds,isle of wight,highlands,scottish highlands,orkney,shetland,isle of skye,the north,lake district,peak district,midlothian,fife,herts,berks,bucks,hants,staffs,notts,leics,lincs,glos,wilts,oxon,cambs
US: new england,midwest,the midwest,pacific northwest,pnw,the south,deep south,east coast,west coast,upstate ny,appalachia,rust belt,the rockies,inland empire,rocky mountains,cascadia,orange county,cape cod,hudson valley,central texas,texas hill country,upstate new york,eastern us,west coast usa,east coast usa,socal desert,turtle island
ES: costa brava,meseta
FR: jura,dordogne,le sud,sud ouest,sud de la france,ardeche
DE: norddeutschland,süddeutschland,ostdeutschland,harz,eifel,oberpfalz,bodensee,lake constance,uckermark,spreewald,lausitz,vogtland,nordsee,ostsee
IT: dolomiti,salento
CH: romandie,suisse romande,deutschschweiz,engadin
AU: outback,gippsland,far north queensland,byron shire,sunshine coast hinterland
NZ: north island,te ika a maui,bay of plenty,hawkes bay
CA: maritimes,okanagan,prairies,canadian prairies,the yukon,yukon,cape breton
IE: county kerry,county mayo,west cork,donegal
JP: kyushu,shikoku,tohoku,honshu,九州,四国,東北
`;

/** A part of a country; `town` finds its code in the gazetteer, `code` is one. */
export interface Region {
  readonly country: string;
  readonly name: string;
  readonly town?: string;
  readonly code?: string;
}

const US_STATES =
  'Alabama AL,Alaska AK,Arizona AZ,Arkansas AR,California CA,Colorado CO,Connecticut CT,Delaware DE,Florida FL,Georgia GA,Hawaii HI,Idaho ID,Illinois IL,Indiana IN,Iowa IA,Kansas KS,Kentucky KY,Louisiana LA,Maine ME,Maryland MD,Massachusetts MA,Michigan MI,Minnesota MN,Mississippi MS,Missouri MO,Montana MT,Nebraska NE,Nevada NV,New Hampshire NH,New Jersey NJ,New Mexico NM,New York NY,North Carolina NC,North Dakota ND,Ohio OH,Oklahoma OK,Oregon OR,Pennsylvania PA,Rhode Island RI,South Carolina SC,South Dakota SD,Tennessee TN,Texas TX,Utah UT,Vermont VT,Virginia VA,Washington WA,West Virginia WV,Wisconsin WI,Wyoming WY,District of Columbia DC';
const US_OTHERS: Readonly<Record<string, string>> = {
  'washington state': 'WA',
  'new york state': 'NY',
  nys: 'NY',
  'central pennsylvania': 'PA',
  'western mass': 'MA',
  mass: 'MA',
  calif: 'CA',
  cali: 'CA',
  tex: 'TX',
  fla: 'FL',
  colo: 'CO',
  penn: 'PA',
  tenn: 'TN',
  wash: 'WA',
  ore: 'OR',
  ariz: 'AZ',
  minn: 'MN',
  wisc: 'WI',
  mich: 'MI',
  'n carolina': 'NC',
  's carolina': 'SC',
  kalifornien: 'CA',
  californie: 'CA',
  'big island': 'HI',
  'upper peninsula': 'MI',
};

let regions: ReadonlyMap<string, readonly Region[]> | undefined;

/** The regions that a name or abbreviation stands for. @param folded as `foldPlace` makes it */
export function regionsNamed(folded: string): readonly Region[] {
  regions ??= readRegions();
  return regions.get(folded) ?? [];
}

function readRegions(): ReadonlyMap<string, readonly Region[]> {
  const found = new Map<string, Region[]>();
  const add = (name: string, region: Region) => {
    const folded = foldPlace(name);
    if (folded !== '') found.set(folded, [...(found.get(folded) ?? []), region]);
  };
  const states = new Map<string, Region>();
  for (const state of US_STATES.split(',')) {
    const [name, code] = [state.slice(0, -3), state.slice(-2)];
    const region = { country: 'US', name, code };
    states.set(code, region);
    add(name, region);
    add(code, region);
  }
  for (const [name, code] of Object.entries(US_OTHERS)) {
    const region = states.get(code);
    if (region !== undefined) add(name, region);
  }
  for (const line of REGIONS.trim().split('\n')) {
    const [country = '', name = '', town = '', others = ''] = line.split('|');
    for (const each of new Set([name, ...others.split(',')])) add(each, { country, name, town });
  }
  for (const line of PARTS_OF.trim().split('\n')) {
    const [country = '', names = ''] = line.split(': ');
    for (const name of names.split(',')) add(name, { country, name: capitalised(name) });
  }
  return found;
}

/** "isle of wight" as it is written. */
function capitalised(name: string): string {
  return name.replace(/(?<!\p{L})(?!(?:of|de|la)\b)\p{Ll}/gu, (letter) => letter.toUpperCase());
}
