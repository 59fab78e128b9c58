import { foldPlace } from './place-words.ts';

/**
 * What people call places that the gazetteer doesn't: abbreviations, and regions that stand for their largest town.
 * Each line: the town as the gazetteer has it, its country and region code where the name alone is not enough, then
 * the names.
 */
const TOWNS = `
New York City,US: nyc, new york, ny ny, the big apple, big apple, manhattan, new york city, gotham city ny, nueva york
Los Angeles,US: la, los angeles, dtla, l a, lalaland
San Francisco,US: sf, san fran, frisco, san francisco
Washington,US: dc, washington dc, wash dc, d c, the district
Austin,US: atx
Portland,US,OR: pdx, portlandia, portland
Seattle,US: sea town, emerald city
Philadelphia,US: philly, phl
Chicago,US: chi town, chitown, chi
Atlanta,US: atl
Las Vegas,US: vegas, lv nv
New Orleans,US: nola
Dallas,US: dtx, big d
Houston,US: htx, htown, h town
Denver,US: mile high city
Detroit,US: motor city, the d
Boston,US,MA: bos, beantown, boston
Salt Lake City,US: slc
San Diego,US: sd ca
Minneapolis,US: mpls, msp
Saint Paul,US,MN: st paul
St. Louis,US: stl, saint louis
Kansas City,US,MO: kc, kcmo, kansas city
Nashville,US: music city
Pittsburgh,US: pgh, yinzer
Baltimore,US: bmore, charm city
Milwaukee,US: mke
Cincinnati,US: cincy
Indianapolis,US: indy, naptown
Charlotte,US,NC: clt, charlotte
Phoenix,US: phx
Albuquerque,US: abq, burque
Oklahoma City,US: okc
Sacramento,US: sac town
Richmond,US,VA: rva
London,GB: ldn, london, londres, londra, londyn, the big smoke, east london, north london, west london
Birmingham,GB: brum, birmingham
Newcastle upon Tyne,GB: newcastle, toon
Manchester,GB: mcr, manchester
Cambridge,GB: cambridge
Edinburgh,GB: edi, auld reekie
Glasgow,GB: gla
Bristol,GB: brizzle, bristol
Toronto,CA: yyz, the 6ix, 6ix, t dot, tkaronto
Vancouver,CA: yvr, vancouver, van city, vancity
Montréal,CA: yul, mtl, tiohtiake
Calgary,CA: yyc
Edmonton,CA: yeg
Ottawa,CA: yow
Winnipeg,CA: ywg
Victoria,CA: yyj
Halifax,CA: yhz, halifax
Berlin,DE: bln, b town
Hamburg,DE: hh, hamburg
Köln,DE: cgn, kölle
Frankfurt am Main,DE: ffm, frankfurt, mainhattan, frankfurt main
München,DE: muc, minga
Düsseldorf,DE: dus
Hannover,DE: haj
Amsterdam,NL: ams, adam nl, mokum
Rotterdam,NL: rdam, rotjeknor
Paris,FR: paname
Barcelona,ES: bcn, barna, barcelona
Madrid,ES: mad es
Valencia,ES: valencia
Granada,ES: granada
Córdoba,AR: cordoba arg
Sevilla,ES: seville
Rome,IT: roma
Lisbon,PT: lx, lisboa
Porto,PT: oporto
Copenhagen,DK: cph, kbh
Stockholm,SE: sthlm, stockholm
Göteborg,SE: gbg
Oslo,NO: osl
Helsinki,FI: hki, stadi
Vienna,AT: wien
Zürich,CH: zrh, zh ch
Brussels,BE: bxl
Tel Aviv,IL: tlv, tel aviv yafo
Istanbul,TR: ist, constantinople
Saint Petersburg,RU: spb, piter, спб, питер
Moscow,RU: msk, мск
Kyiv,UA: kiev
Dubai,AE: dxb
Mumbai,IN: bom, bombay
Bengaluru,IN: blr, bangalore, bengaluru
Delhi,IN: new delhi, ncr, delhi ncr, delhi
Chennai,IN: madras
Hyderabad,IN: hyd, hyderabad
Singapore,SG: sg, singapore, singapura
Hong Kong,HK: hk, hong kong, 香港
Kuala Lumpur,MY: kl, kuala lumpur
Bangkok,TH: bkk
Jakarta,ID: jkt
Manila,PH: mnl, metro manila, ncr philippines
Ho Chi Minh City,VN: hcmc, saigon, hcm, tphcm, sai gon, ho chi minh
Shanghai,CN: sh china
Sydney,AU: syd, sydney
Melbourne,AU: melb, naarm, melbourne
Brisbane,AU: bne, meanjin, brissie
Perth,AU: boorloo, perth
Adelaide,AU: tarntanya, adl
Auckland,NZ: akl, tamaki makaurau
Wellington,NZ: wgtn, te whanganui a tara, wellington
Christchurch,NZ: chch, otautahi
Mexico City,MX: cdmx, df mexico, mexico df, ciudad de mexico, mexico city
Guadalajara,MX: gdl
Monterrey,MX: mty
São Paulo,BR: sampa, sp capital, sao paulo
Rio de Janeiro,BR: rio, rj, rio de janeiro
Belo Horizonte,BR: bh
Buenos Aires,AR: caba, bs as, bsas, capital federal, buenos aires
Santiago,CL: stgo, scl, santiago, santiago de chile
Bogotá,CO: bogota, bogota dc
Lima,PE: lima
San José,CR: san jose costa rica
San Jose,US,CA: san jose
Caracas,VE: ccs
Nairobi,KE: nbo
Lagos,NG: lagos, lasgidi, eko
Johannesburg,ZA: joburg, jozi, jhb
Cape Town,ZA: cpt, kaapstad, ikapa, mother city
Cairo,EG: cairo
Monaco,MC: monaco
Gibraltar,GI: gibraltar
Macau,MO: macau, macao
Tokyo,JP: tokyo to
Seoul,KR: seoul
Taipei,TW: tpe
Washington,US,DC: washington d c
Denpasar,ID: bali
Reykjavík,IS: rvk
Kraków,PL: krk
Warsaw,PL: wwa, warszawa
Prague,CZ: praha
Bucharest,RO: bucuresti
Athens,GR: athens
Naples,IT: naples, napoli
Alexandria,EG: alexandria
Hanoi,VN: hn vietnam
`;

/** Regions named after something else than their town; the town is the answer, the region its words. */
const REGIONS = `
San Francisco,US: bay area, sf bay area, san francisco bay area, the bay, sf bay, the bay area, sfba
Oakland,US,CA: east bay, oaktown, the town
San Jose,US,CA: silicon valley, south bay, santa clara valley
San Mateo,US: sf peninsula, san francisco peninsula
Minneapolis,US: twin cities, the twin cities, minneapolis saint paul, minneapolis st paul
Seattle,US: puget sound, greater seattle area, pnw seattle, pugetopolis
Los Angeles,US: socal, southern california, greater los angeles, la county, los angeles county
San Francisco,US: norcal, northern california
Dallas,US: dfw, dallas fort worth, dallas ft worth, metroplex, dfw metroplex
Washington,US: dmv, dc metro, washington metro, nova dc, dc metro area, national capital region
Chicago,US: chicagoland, chicago land
New York City,US: tri state area, nyc metro
Raleigh,US: research triangle, rtp, the triangle, raleigh durham
Tampa,US: tampa bay, tampa bay area
Miami,US: south florida, sofla, miami dade
Norfolk,US: hampton roads, the 757
Salt Lake City,US: wasatch front, silicon slopes
Denver,US: front range
Phoenix,US: valley of the sun, phoenix valley
Provo,US: utah valley
Boston,US,MA: greater boston, metro boston
Honolulu,US: oahu
Long Island City,US: long island
Toronto,CA: gta, the gta, greater toronto area, golden horseshoe
Vancouver,CA: lower mainland, metro vancouver, greater vancouver
Ottawa,CA: ottawa valley
Victoria,CA: vancouver island
Kitchener,CA: kw region, waterloo region
London,GB: greater london, thames valley london
Manchester,GB: greater manchester
Liverpool,GB: merseyside
Newcastle upon Tyne,GB: tyneside, tyne and wear, geordieland
Birmingham,GB: west midlands, black country
Sheffield,GB: south yorkshire
Leeds,GB: west yorkshire
Brighton,GB: brighton and hove, brighton hove, brighton & hove
Essen,DE: ruhrgebiet, ruhr, ruhrpott, the ruhr, ruhr area, pott, metropole ruhr
Köln,DE: rheinland, rhineland, köln bonn
Frankfurt am Main,DE: rhein main, rhein main gebiet, rhine main
Mannheim,DE: rhein neckar, rhein neckar kreis, kurpfalz
Stuttgart,DE: neckar alb, region stuttgart
Leipzig,DE: mitteldeutschland
Paris,FR: ile de france, region parisienne, idf, grand paris
Nice,FR: cote d azur, french riviera, cote dazur
Amsterdam,NL: randstad, noord holland, holland noord
Barcelona,ES: catalonia coast
Málaga,ES: costa del sol
Alicante,ES: costa blanca
Milan,IT: hinterland milanese
Copenhagen,DK: øresund, oresund, sjælland
Osaka,JP: kansai, 関西, 大阪府, kinki
Tokyo,JP: kanto, 関東, 首都圏, 東京都, 都内
Nagoya,JP: 愛知県, 東海
Kyoto,JP: 京都府
Fukuoka,JP: 福岡県
Sapporo,JP: 北海道, hokkaido
Yokohama,JP: 神奈川県, 神奈川, kanagawa
Saitama,JP: 埼玉県, 埼玉
Chiba,JP: 千葉県
Kobe,JP: 兵庫県
Naha,JP: 沖縄, okinawa, 沖縄県
Cape Town,ZA: western cape town
Johannesburg,ZA: gauteng
Durban,ZA: kzn
Gold Coast,AU: goldie
Brisbane,AU: seq, south east queensland
Wellington,NZ: kapiti
Delhi,IN: delhi ncr region
Guangzhou,CN: pearl river delta
Seoul,KR: gyeonggi, 서울특별시, 수도권
São Paulo,BR: grande sao paulo, abc paulista
Buenos Aires,AR: amba, gran buenos aires, gba argentina
`;

/** A town that a nickname stands for, to be looked up in the gazetteer. */
export interface Nickname {
  readonly city: string;
  readonly country: string;
  readonly admin?: string;
  readonly isRegion: boolean;
}

let nicknames: ReadonlyMap<string, Nickname> | undefined;

/** @param folded as `foldPlace` makes it */
export function nicknameOf(folded: string): Nickname | undefined {
  nicknames ??= new Map([...linesOf(TOWNS, false), ...linesOf(REGIONS, true)]);
  return nicknames.get(folded);
}

function linesOf(text: string, isRegion: boolean): (readonly [string, Nickname])[] {
  return text
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [town = '', names = ''] = line.split(': ');
      const [city = '', country = '', admin] = town.split(',');
      const nickname = { city: foldPlace(city), country, isRegion, ...(admin === undefined ? {} : { admin }) };
      return names.split(', ').map((name) => [foldPlace(name), nickname] as const);
    });
}
