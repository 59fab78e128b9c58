import type { Segment } from '../core/segments.ts';
import { fold } from './words.ts';

/**
 * Nouns by which people name their own trade, singular: who writes "founders" mostly speaks of others. On text in small
 * letters without accents. Other languages than English and German have their main words.
 */
type Trade = readonly [Exclude<Segment, 'organisations'>, string];

const TRADES: readonly Trade[] = [
  [
    'journalists',
    `(?:photo|foto|data|daten|video|wissenschafts|sport|musik|kultur|tech)?[ -]?journalist(?:in|e|ka)?|(?:investigative |court |crime |news )?reporter(?:in)?|(?:foreign |war |political |science |health )?correspondent|(?:auslands)?korrespondent(?:in)?|(?:chef|wissenschafts|sport|online|lokal|nachrichten)?redakt(?:eur|or)(?:in)?|(?:news|managing|deputy|features|political|sports|foreign|city|night|opinion|assistant|associate) editor|editor[ -]in[ -]chief|editor at (?:the|a) [a-z ]{0,20}(?:paper|newspaper|magazine|daily|weekly|news)|columnist|kolumnist(?:in)?|news anchor|newscaster|newsreader|staff writer|lokaljournalist(?:in)?|periodista|reporter[oa]|jornalista|giornalista|journaliste|dziennikar(?:z|ka)|журналист(?:ка)?|репортер|gazeteci|журналіст(?:ка)?|novinar(?:ka)?|novinar(?:ka)?|ujsagiro|jurnalist|toimittaja|δημοσιογραφος|記者|ジャーナリスト|记者|기자|صحفي|صحافي|صحفية|עיתונאי|עיתונאית|wartawan`,
  ],
  [
    'bloggers',
    `(?:[a-z]+[ -]?)?blogger(?:in)?|weblogger|blogueu(?:r|se)|bloguer[oa]|blogueir[oa]|i blog|(?:ich )?blogge|blogging (?:about|on|at)|(?:on|auf|in) (?:my|meinem) (?:own )?blog|my blog (?:is|about)|blog autor(?:in)?|блогер(?:ша)?|ブロガー|博主|블로거`,
  ],
  [
    'developers',
    `(?:software|web|front[ -]?end|back[ -]?end|full[ -]?stack|mobile|app|ios|android|game|games|java|javascript|typescript|python|php|ruby|rust|go|golang|\\.net|c\\+\\+|wordpress|drupal|rails|unity|embedded|senior|junior|lead|staff|principal|open[ -]source|indie|freelance|blockchain|graphics|kernel|linux|cloud|tools?|vue|react|elixir|kotlin|swift) (?:developer|dev|programmer|coder)|developer|programmer|(?:software|front[ -]?end|back[ -]?end|full[ -]?stack|web|dev ?ops|site reliability|platform|data|ml|machine learning|mobile|ios|android|firmware|embedded(?: software| systems)?|cloud|systems software|infrastructure|javascript|python|rust|devtools|compiler|graphics|gameplay|kernel) (?:engineer|ingenieur(?:in)?)|software (?:architect|craftsman|craftsperson)|swe|sre|sys ?admin(?:istrator(?:in)?)?|dev ?ops|coder|game ?dev|web ?dev|frontend-?entwickler(?:in)?|backend-?entwickler(?:in)?|(?:software|web|app|spiele|frontend|backend|java|fullstack|anwendungs)[ -]?entwickler(?:in)?|entwickler(?:in)?|programmierer(?:in)?|softwareingenieur(?:in)?|fachinformatiker(?:in)?|(?:open[ -]source|oss|foss|package|library|npm|debian|kernel) maintainer|maintainer of|developpeu(?:r|se)|programmeu(?:r|se)|desarrollador(?:a)?|programador(?:a)?|desenvolvedor(?:a)?|sviluppat(?:ore|rice)|programmat(?:ore|rice)|ontwikkelaar|softwareontwikkelaar|programmeur|utvecklare|systemutvecklare|utvikler|programista|programistka|ohjelmistokehittaja|vyvojar|programator|yazilimci|yazilim gelistirici|разработчи(?:к|ца)|программист(?:ка)?|розробни(?:к|ця)|програміст(?:ка)?|プログラマー?|(?:ソフトウェア|web|フロントエンド|バックエンド|インフラ)?エンジニア|程序员|程式設計師|软件工程师|工程师|개발자|프로그래머|مبرمج|מפתח תוכנה|מתכנת|backend dev|full[ -]?stack dev|i (?:write|build) (?:software|code|compilers|web ?apps|apps)`,
  ],
  [
    'founders',
    `(?:(?:serial|social|tech|solo|startup|first-time|2x|3x|repeat)[ -])?(?:co-?|co )?founder|entrepreneur(?:e|in)?|solopreneur|(?:mit|co-?)?grunder(?:in)?|jungunternehmer(?:in)?|unternehmer(?:in)?|co-?fondat(?:eur|rice|ore)|fondat(?:eur|rice|ore)|(?:co-?)?fundador(?:a)?|emprendedor(?:a)?|empreendedor(?:a)?|imprendit(?:ore|rice)|(?:mede-?)?oprichter|ondernemer|grundare|entreprenor|zalozyciel(?:ka)?|kurucu|основатель(?:ница)?|сооснователь|предприниматель(?:ница)?|засновни(?:к|ця)|創業者|起業家|创始人|创业者|창업자`,
  ],
  [
    'marketers',
    `(?:growth |content |digital |email |product |performance |b2b )?marketer|(?:head|director|vp|chief) of (?:[a-z]+ )?marketing|(?:[a-z]+ )?marketing (?:manager|director|lead|consultant|strategist|specialist|executive|professional|expert|officer|coordinator|head|leader|nerd|person|freelancer|at|@)|marketing-?(?:leiter|managerin|manager|berater|expert|referent)(?:e|in)?|(?:digital|content|growth|product|performance|email|affiliate|influencer|online)[ -]marketing|cmo|seo (?:consultant|specialist|expert|strategist|manager|lead|nerd|berater(?:in)?)|seo (?:and|&) [a-z]+ strategist|copywriter|content strategist|social[ -]media[ -](?:manager|strategist|consultant|managerin|beraterin)|brand (?:strategist|manager|marketer)|community marketer|growth (?:lead|hacker)|pr (?:manager|consultant|specialist|professional|&|and comm)|public relations|werbetexter(?:in)?|werber(?:in)?|especialista en marketing|responsable marketing|chef(?:fe)? de projet marketing|consultant(?:e)? (?:en )?(?:seo|marketing)|redactor publicitario|маркетолог|マーケター|市场营销|마케터|marketeer|marketingowiec|markedsforer|marknadsforare`,
  ],
  [
    'researchers',
    `(?:(?:senior|junior|postdoctoral|doctoral|phd|academic|cancer|climate|energy|ai|nlp|policy|medical|health|education|history|peace|polar|migration) )?researcher|research (?:fellow|associate|scientist|professor|assistant)|(?:climate|political|social|environmental|marine|soil|forest|earth|plant|animal|ocean|atmospheric|cognitive|materials|nuclear|conservation|food|planetary|rocket|sea ice|medical|bio|neuro|geo|space|wetland|crop|nutrition) ?scientist|scientist|(?:(?:associate|assistant|full|adjunct|emeritus|visiting|university) )?professor(?:in)?(?: emeritus| emerita)?|prof\\. (?:of|for|fur)|post-?doc(?:toral(?: researcher| fellow)?|torand(?:in)?)?|ph\\.?d\\.?(?: (?:student|candidate|researcher|fellow|in|at|cand))|doctoral (?:student|candidate|researcher)|doktorand(?:in)?|promovend(?:us|a)|(?:senior )?lecturer (?:in|at)|(?:[a-z]*(?:kunst|natur|sozial|politik|kultur|literatur|sprach|medien|musik|geistes|erziehungs|rechts|geo|umwelt|klima|neuro)?wissenschaftler|[a-z]*forscher|historiker|physiker|chemiker|mathematiker|informatikprofessor|okonom|astronom|palaontolog|archaolog|biolog|geolog|soziolog|ethnolog|okolog|linguist|philolog|politolog|meteorolog)(?:e|in)?|(?:micro|marine |evolutionary |molecular |neuro|paleo|astro|bio|geo|palaeo|conservation |plant |cell |wildlife )?(?:biologist|ecologist|geologist|botanist|zoologist|entomologist|ornithologist|archaeologist|archeologist|anthropologist|sociologist|paleontologist|palaeontologist|epidemiologist|virologist|immunologist|mycologist|hydrologist|glaciologist|climatologist|oceanographer|seismologist|volcanologist|geneticist|philologist|musicologist|criminologist|egyptologist|limnologist|physicist|chemist|mathematician|astronomer|historian|linguist|economist|neuroscientist|geographer|demographer|philosopher)|geoscientist|bioinformatician|statistician|chercheu(?:r|se)|enseignante?[ -]chercheu(?:r|se)|maitre(?:sse)? de conferences|doctorante?|historienne?|investigador(?:a)?|cientifica?|cientista|pesquisador(?:a)?|historiador(?:a)?|doutorand[oa]|doctorand[oa]|ricercat(?:ore|rice)|dottorand[oa]|storic[oa]|onderzoeker|wetenschapper|promovendus|forskare|forsker|doktorand|stipendiat|tutkija|naukowiec|badacz(?:ka)?|doktorant(?:ka)?|vyzkumnik|kutato|arastirmaci|akademisyen|ученый|учёный|исследователь(?:ница)?|науковець|дослідни(?:к|ця)|研究者|研究員|大学教授|科学家|研究员|博士生|연구원|교수|باحث|باحثة|חוקר|חוקרת`,
  ],
  [
    'artists',
    `(?:(?:visual|comic|comics|concept|pixel|tattoo|digital|fine|textile|street|storyboard|character|performance|sound|media|multimedia|watercolou?r|glass|ceramic|fiber|fibre|collage|freelance|3d|2d|vfx|installation|mixed media|recording|voice|circus|puppet|graffiti|mural|fabric|indie|contemporary|abstract|queer|self-taught|furry|light|paper|generative|land|new media|webcomic|manga) )?artist|illustrator(?:in)?|(?:oil |landscape |portrait |watercolou?r |abstract )?painter|sculptor|printmaker|print maker|ceramicist|potter and artist|(?:wedding |portrait |street |landscape |wildlife |documentary |freelance |analog |film |nature |travel |press )?photographer|(?:[a-z]*)fotograf(?:in)?|musician|composer|singer[ -]songwriter|songwriter|opera singer|jazz singer|cartoonist|(?:documentary )?film-?maker|filmemacher(?:in)?|animator(?:in)?|choreographer|(?:ballet |contemporary )?dancer|pianist(?:in)?|violinist|cellist(?:in)?|guitarist|drummer|saxophonist|trumpeter|organist|flautist|harpist|kunstmaler(?:in)?|(?<!haus)maler(?:in)?|bildhauer(?:in)?|[a-z]*kunstler(?:in)?|[a-z]*musiker(?:in)?|komponist(?:in)?|zeichner(?:in)?|comiczeichner(?:in)?|sanger(?:in)?|tanzer(?:in)?|fotograf[oa]|ilustrador(?:a)?|illustrat(?:ore|rice)|artista(?: visual| plastic[oa])?|pintor(?:a)?|pit(?:tore|trice)|musicista|musicienne?|compositor(?:a)?|compositeur|compositrice|peintre|photographe|illustrateur|illustratrice|artiste(?: peintre| plasticienne?)?|plasticienne?|dessinat(?:eur|rice)|escultor(?:a)?|scultore|scultrice|kunstenaar|fotograaf|muzikant|componist|illustrateur|konstnar|kunstner|taiteilija|muusikko|kuvittaja|valokuvaaja|artysta|artystka|fotografka|ilustratorka|malarz|malarka|muzyk|kompozytor(?:ka)?|umelec|fotografka|muvesz|fotos|sanatci|muzisyen|ressam|fotografci|художни(?:к|ца)|фотограф|музыкант|иллюстратор|композитор|скульптор|художниця|музикант|イラストレーター?|絵描き|画家|写真家|音楽家|漫画家|作曲家|芸術家|アーティスト|摄影师|插画师|艺术家|音乐人|画师|화가|사진작가|음악가|일러스트레이터|فنان|فنانة|مصور|אמן|אמנית|צלם|צלמת|מוזיקאי|fotografer|pelukis|seniman|ilustrator|hoa si|nhiep anh gia`,
  ],
];

const BEFORE = '(?<![\\p{L}\\p{N}])';
const AFTER = '(?![\\p{L}\\p{N}])';
/** Scripts without blanks between words: a word needs no end. */
const UNSPACED = /[\p{Script=Han}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Each segment's words as one rule. */
export const TRADE_RULES: readonly { readonly segment: Segment; readonly rule: RegExp }[] = TRADES.flatMap(
  ([segment, words]) => {
    const all = fold(words).split(/\|(?![^()]*\))/);
    const spaced = all.filter((word) => !UNSPACED.test(word));
    const unspaced = all.filter((word) => UNSPACED.test(word));
    return [
      { segment, rule: new RegExp(`${BEFORE}(?:${spaced.join('|')})${AFTER}`, 'gu') },
      ...(unspaced.length === 0 ? [] : [{ segment, rule: new RegExp(unspaced.join('|'), 'gu') }]),
    ];
  },
);

/** Trades that only sound like one of ours: "property developer", "sandwich artist", "UX researcher". */
export const LOOKALIKES =
  /(?:real[ -]estate|property|land|business|housing|curriculum|course|leadership|talent|personal|film|immobilien|projekt|persönlichkeits|personal|organisations|muscle|colou?r|recipe|seed|network|city|community) (?:developer|entwickler(?:in)?)$|(?:immobilien|projekt|personal|persoenlichkeits|organisations|stadt|regional)entwickler(?:in)?$|(?:ux|user(?: experience)?|market|consumer|security|vulnerability|paranormal|ufo|design|bitcoin|crypto|independent truth|genealogy|family|marktforscher|amateur|internet) (?:researcher)$|marktforscher(?:in)?$|(?:makeup|make-?up|mua|sandwich|con|escape|nail|hair|pickup|pick-?up|martial|bullshit|bs|rap|piss|scam|beauty|lash|brow|spray tan|burn|sleep|procrastination|drink|pizza|excel) artist$|(?:data|mad|computer|rocket|evil|armchair|citizen|crazy|amateur|kitchen) (?:scientist|wissenschaftler)$|(?:house|wall|nail|sign|auto) painter$|(?:armchair|amateur|hobby|weekend|sunday|bedroom|bathroom|shower|kitchen|wannabe|would-be|citizen|accidental) [a-z -]+$|(?:overlebens|lebens|verpackungs|hunger|entfesselungs|lebens)kunstler(?:in)?$|(?:hobby|freizeit|amateur|ex|privat)-?[a-z]+$|(?:anstreicher|lackierer)$|founder effect$/u;
