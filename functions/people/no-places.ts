import { foldPlace } from './place-words.ts';

const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/,\s*/).map(foldPlace));

/** Towns whose names are words: alone they mean the word. With a country or a state beside them they are towns. */
const WORDS = set(`
orange, mobile, paradise, enterprise, nice, reading, bath, split, normal, surprise, independence, liberty,
union, hope, home, eagle, mission, opportunity, freedom, corona, aurora, pearl, rose, mercy, summit, ocean,
sky, universal, central, center, centre, area, east, west, north, south, island, islands, lake, river, beach,
bay, coast, valley, mountain, mountains, hill, hills, forest, desert, garden, green, bear, wolf, fox, lion,
tiger, best, boom, deal, sale, fleet, march, street, battle, ware, wells, rugby, bury, barking, hook, rye, ash,
much, more, man, date, side, care, buy, come, name, never, always, now, ever, can, along, alter, bar, bake,
champion, chair, dual, federal, flushing, gap, goes, google, grants, hang, hit, human, junction, logos, lone,
loop, magenta, manage, market, marks, mocha, noisy, okay, outer, peer, plain, pop, port, possession, rapid,
rest, roles, sake, salt, samba, same, save, seen, shields, since, sing, snek, sole, sur, swallow, tale, tape,
tell, than, torn, trap, tune, turn, worth, young, angle, basic, caller, forge, waits, from, para, una, vite,
rand, ita, one, two, love, life, light, dream, dreams, music, art, science, nature, earth, moon, mars, venus,
jupiter, saturn, neptune, pluto, sun, star, stars, heaven, hell, eden, zion, babylon, jericho, sparta,
carthage, delphi, atlantis, avalon, camelot, utopia, elysium, valhalla, asgard, gotham, metropolis,
springfield, salem, franklin, clinton, lancaster, columbia, arlington, glendale, bloomington, fayetteville,
greenville, lakewood, clayton, marion, ashland, chad, diego, george, adam, alice, martinez, michel, pascal,
brad, hayden, adrian, ada, eloy, sue, tino, jasper, logan, mason, tyler, angel, angels, dolores, esperanza,
wissen, singen, kamen, rom, enge, weil, mode, romans, die, ede, oss, cali, progreso, libertad, remedios, paz,
bra, batman, nan, mae, pak, hat, yala, harmony, beverly, canton, cary, chester, chino, euclid, evans, frisco,
homestead, irving, joy, kent, kirby, largo, lehi, malden, medford, meridian, miramar, novi, ontario, perris,
pharr, plano, redlands, rialto, rocklin, romeoville, sandy, shelby, sunrise, tracy, tulare, tustin, upland,
vista, weston, whittier, media, press, studio, academy, university, college, campus, village, city, town,
capital, border, edge, bridge, crossing, station, airport, terminal, transit, remote, marina, melody, melrose,
cuba, may, june, august, april, easter, christmas, monday, sunday, friday, book, books, film, radio, photo,
photos, code, data, cloud, design, coffee, tea, wine, beer, bread, food, cats, dogs, kids, family, friends,
god, jesus, peace, truth, justice, power, energy, water, fire, air, gold, silver, bronze, iron, steel, stone,
sand, ham, poker, chess, tennis, golf, soccer, football, coach, teacher, student, mother, father, wife,
husband, person, people, nerd, geek, gamer, writer, singer, actor, model, driver, pilot, farmer, baker, cook,
chef, nurse, doctor, lawyer, engineer, poet, runner, rider, biker, hiker, walker, parker, hunter, fisher,
sailor, traveller, traveler, wanderer, nomad, dreamer, thinker, tinkerer, maker, builder, creator, founder,
leader, lover, fighter, hater, believer, follower, seeker, learner, listener, reader, viewer, watcher, speaker,
host, guest, fan, fans, anime, manga, vegan, queer, trans, gay, bi, nonbinary, agender, feminist, antifa, left,
right, links, rechts, mitte, zentrum, berg, see, wald, dorf, stadt, land, insel, küste, heimat, zuhause,
daheim, hier, dort, irgendwo, nirgendwo, überall, da, weg, immer, nie, ganz, alle, casa, aqui, ici, nulle part,
partout, chez moi, maison, ailleurs, mundo, tierra, luna, cielo, mar, sol, playa, vida, amor, salud, mer,
ville, campagne, terre, lune, ciel, soleil, san, ar, are, ho, on, of, at, us, am, is, by, my, me, no, or, to,
in, up, do, ye, mo, os, sa, ra, mu, va, ura, ina, ise, ito, ino, kure, tsu, oyama, obama, omura, mito
`);

/** Towns that are first names or everyday words too: nothing to go by where they stand alone in a bio. */
const NAMES = set(`
aberdeen, adelaide, ajax, arcadia, asan, barry, belem, bergen, boden, bor, bourg, brest, brooklyn, buffalo,
campos, carmen, carson, charlotte, chester, cleveland, clovis, cologne, colon, columbus, como, compton,
concepcion, concord, dallas, darwin, david, delta, dole, dover, elgin, essen, falun, florence, foix, gary,
georgetown, grasse, guadalupe, halle, hamm, hof, hudson, jackson, jordan, kingston, lafayette, lage, laval,
lebanon, lens, leon, lincoln, lodi, luca, lucas, madison, mandal, marl, marshall, martin, mary, mercedes,
merida, metz, milton, mitchell, moss, most, nancy, natal, nevers, newport, norman, olympia, ordu, orlando, pau,
quincy, richmond, robert, salvador, sebastian, sens, sete, sofia, soledad, stockton, sydney, temple, tours,
trinidad, troy, van, vannes, victoria, vienne, vitoria, vladimir, werl, yuma
`);

/** What people write who don't want to say, or joke. */
const NOWHERE = set(`
earth, planet earth, the earth, world, the world, worldwide, world wide, global, globe, international,
everywhere, anywhere, somewhere, nowhere, elsewhere, wherever, here, there, here and there, over there,
out there, around, around the world, all over, all over the place, all over the world, internet, the internet,
interwebs, web, the web, www, cyberspace, online, offline, cloud, the cloud, in the cloud, fediverse,
the fediverse, mastodon, twitter, github, discord, bluesky, tumblr, reddit, youtube, instagram, matrix,
the matrix, metaverse, localhost, home, my home, at home, bed, my bed, in bed, couch, the couch, sofa, my room,
my house, your house, your heart, your mind, my mind, my head, your head, your dreams, your walls,
in your walls, behind you, under your bed, moon, the moon, dark side of the moon, mars, space, outer space,
universe, the universe, multiverse, milky way, galaxy, the galaxy, solar system, orbit, low earth orbit,
the void, void, limbo, hell, heaven, purgatory, paradise, wonderland, neverland, narnia, hogwarts, mordor,
the shire, shire, hobbiton, rivendell, gondor, middle earth, middleearth, westeros, winterfell, kings landing,
tatooine, coruscant, naboo, endor, death star, tardis, gallifrey, hyrule, azeroth, wakanda, asgard, gotham,
gotham city, metropolis, atlantis, el dorado, shangri la, utopia, dystopia, oz, land of oz, emerald city oz,
bikini bottom, night city, night vale, twin peaks, springfield, south park, hawkins, sunnydale, stars hollow,
pawnee, bedrock, discworld, ankh morpork, terra, gaia, sol 3, sol iii, third rock from the sun, third planet,
pale blue dot, tbd, n a, na, none, null, undefined, nan, error, 404, unknown, secret, undisclosed, classified,
redacted, private, hidden, top secret, not telling, guess, guess where, who knows, idk, remote, remote work,
nomad, digital nomad, traveling, travelling, on the road, on the go, in transit, in motion, home office,
homeoffice, lost, lost in space, lost in translation, in between, middle of nowhere, the middle of nowhere,
europe, eu, european union, europa, asia, africa, afrika, america latina, latin america, latam, latinoamerica,
north america, south america, northern hemisphere, southern hemisphere, antarctica, arctic, apac, emea, mena,
dach, benelux, scandinavia, nordics, balkans, the balkans, middle east, southeast asia, east africa,
west africa, eurasia, oceania, global south, third world, welt, die welt, erde, planet erde, überall,
nirgendwo, irgendwo, irgendwo im nirgendwo, hier, internetz, weltweit, zuhause, daheim, monde, le monde, terre,
planete terre, partout, nulle part, ici, ailleurs, mundo, el mundo, tierra, planeta tierra, en todas partes,
en ningun lugar, aqui, terra planeta, lugar nenhum, planeta terra, mondo, ovunque, da nessuna parte, 地球, 世界,
インターネット, ネット, 宇宙, どこか, 二次元, земля, планета земля, интернет, мир, везде, нигде, dunya, internet aleminde,
she her, he him, they them, he they, she they, any all, any pronouns, kitchen, garden, forest, the woods,
woods, in the woods, the forest, mountains, the mountains, the sea, ocean, the ocean, beach, the beach, desert,
the desert, island, an island, the island, library, office, the office, work, school, university, bathtub,
under a rock, basement, attic, cave, treehouse, hyperspace, the past, the future, 221b baker street,
baker street, diagon alley, platform 9 3 4, area 51, vault 101, rapture, the bay of pigs, the upside down,
backrooms, the backrooms, the north remembers, house of the rising sun, hotel california, yellow submarine,
neverwhere, erewhon, xanadu, zion, babylon, eden, garden of eden, valhalla, olympus, mount olympus, camelot,
avalon, arcadia, elysium, arrakis, dune, caladan, vulcan, krypton, cybertron, ponyville, equestria,
animal crossing, pallet town, kanto region, hoenn, johto, azkaban, hogsmeade, castle black, sesame street,
sealand, flatland
`);

/** @param folded as `foldPlace` makes it */
export const isWord = (folded: string): boolean => WORDS.has(folded);
/** @param folded as `foldPlace` makes it */
export const isName = (folded: string): boolean => NAMES.has(folded);
/** @param folded as `foldPlace` makes it */
export const isNowhere = (folded: string): boolean => NOWHERE.has(folded);

/** What surrounds a town's name without changing which it is: "sunny Lisbon", "Berlin area", "downtown Toronto". */
export const SURROUNDINGS: ReadonlySet<string> = new Set(
  `the a of in at from near around by greater metro metropolitan area region city district county downtown uptown central midtown inner outer
   sunny rainy cold hot lovely beautiful old little tiny good great cloudy grey gray snowy foggy windy currently mostly usually always now based
   living live located born raised proud north south east west northern southern eastern western northeast northwest southeast southwest
   ne nw se sw suburbs suburb outskirts native resident local and surroundings environs zone land heart town home
   raum region großraum grossraum nähe naehe bei um kreis landkreis umgebung stadt innenstadt altstadt nord süd sued ost west mitte sonniges
   schönes schoenes wunderschönes aus im am rund umland freie hansestadt hanse landeshauptstadt hauptstadt universitätsstadt
   région proche près pres de la le les d du des banlieue ville à a centre sur
   zona cerca del el en ciudad centro sur norte área grande região cidade di da provincia città citta dintorni zona omgeving stad
   ken city-shi shi shi province prefecture municipality metropolis capital oblast область город г obl 市 県 都 府 区`
    .split(/\s+/)
    .map(foldPlace),
);
