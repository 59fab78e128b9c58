/** The columns of LinkedIn's `Connections.csv`, and what they are called in its languages. */
const COLUMNS = ['firstName', 'lastName', 'url', 'email', 'company', 'position', 'connectedOn'] as const;
export type Column = (typeof COLUMNS)[number];

const NAMES: Readonly<Record<Column, readonly string[]>> = {
  firstName: [
    'First Name',
    'Vorname',
    'Prénom',
    'Nombre',
    'Nome',
    'Voornaam',
    'Imię',
    'Förnamn',
    'Fornavn',
    'Ad',
    '名',
  ],
  lastName: [
    ...[
      'Last Name',
      'Nachname',
      'Nom',
      'Nom de famille',
      'Apellidos',
      'Apellido',
      'Sobrenome',
      'Cognome',
      'Achternaam',
    ],
    ...['Nazwisko', 'Efternamn', 'Efternavn', 'Etternavn', 'Soyadı', '姓'],
  ],
  url: [
    'URL',
    'Profile URL',
    'Profil-URL',
    'URL du profil',
    'URL del perfil',
    'URL do perfil',
    'URL del profilo',
    'Profiel-URL',
  ],
  email: [
    ...[
      'Email Address',
      'Email',
      'E-Mail-Adresse',
      'Adresse e-mail',
      'Dirección de correo electrónico',
      'Endereço de e-mail',
    ],
    ...['Indirizzo e-mail', 'Indirizzo email', 'E-mailadres', 'Adres e-mail', 'E-postadress', 'メールアドレス'],
  ],
  company: [
    ...[
      'Company',
      'Unternehmen',
      'Firma',
      'Entreprise',
      'Société',
      'Empresa',
      'Azienda',
      'Bedrijf',
      'Företag',
      'Şirket',
      '会社',
    ],
  ],
  position: [
    'Position',
    'Poste',
    'Cargo',
    'Puesto',
    'Posizione',
    'Qualifica',
    'Functie',
    'Stanowisko',
    'Befattning',
    '役職',
  ],
  connectedOn: [
    ...[
      'Connected On',
      'Verbunden am',
      'Vernetzt am',
      'Vernetzt seit',
      'Connecté le',
      'Connexion le',
      'Date de connexion',
    ],
    ...['Conectado el', 'Fecha de conexión', 'Conectado em', 'Data da conexão', 'Connesso il', 'Data del collegamento'],
    ...['Verbonden op', 'Verbindingsdatum', 'Data połączenia', 'Anslöt den', 'Bağlantı Tarihi', 'つながった日'],
  ],
};

const BY_NAME: ReadonlyMap<string, Column> = new Map(
  COLUMNS.flatMap((column) => NAMES[column].map((name) => [folded(name), column] as const)),
);

function folded(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').trim().toLowerCase();
}

/**
 * What each column of a row means if the row is the header, whatever its language: by its names, else, if the row below
 * has a profile's address in the third column, by LinkedIn's order.
 * @returns undefined if the row is no header
 */
export function columnsOf(
  row: readonly string[],
  below: readonly string[] | undefined,
): readonly (Column | undefined)[] | undefined {
  const named = row.map((name) => BY_NAME.get(folded(name)));
  const has = (column: Column): boolean => named.includes(column);
  if (has('firstName') && has('lastName') && (has('connectedOn') || has('url'))) return named;
  const isInOrder = row.length === COLUMNS.length && row.every((name) => name.trim() !== '' && !isProfile(name));
  return isInOrder && isProfile(below?.[2] ?? '') ? COLUMNS : undefined;
}

/** Whether the header is LinkedIn's, and not just any list with names in it. */
export function isOfLinkedIn(columns: readonly (Column | undefined)[], below: readonly string[] | undefined): boolean {
  const url = below?.[columns.indexOf('url')] ?? '';
  return columns.includes('connectedOn') && (url.trim() === '' || isProfile(url));
}

const isProfile = (url: string): boolean =>
  /^(?:https?:\/\/)?(?:[a-z]{2,3}\.)?linkedin\.com\/in\/[^/?#\s]+/i.test(url.trim());

const LOCALES = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'sv', 'da', 'pl'];
let months: ReadonlyMap<string, number> | undefined;

/** Months by their names in the languages above; made at first use, for it takes a while. */
function monthsByName(): ReadonlyMap<string, number> {
  months ??= new Map(
    LOCALES.flatMap((locale) =>
      (['short', 'long'] as const).flatMap((style) => {
        const format = new Intl.DateTimeFormat(locale, { month: style, timeZone: 'UTC' });
        return Array.from(
          { length: 12 },
          (_, month) => [monthKey(format.format(Date.UTC(2024, month, 15))), month] as const,
        );
      }),
    ),
  );
  return months;
}

function monthKey(name: string): string {
  return folded(name).replace(/\.$/, '');
}

/**
 * The day of `03 Jan 2023`, `7-Feb-22`, `3 janv. 2023`, `2023-01-03` or `03.01.2023`, as epoch ms of its beginning in UTC.
 * Days and months that could be the other way round (`01/02/2023`) are left out rather than guessed.
 */
export function connectedOn(text: string): number | undefined {
  const value = text.trim();
  const iso = /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})$/.exec(value)?.groups;
  if (iso !== undefined) return dayOf(Number(iso['year']), Number(iso['month']) - 1, Number(iso['day']));
  const dotted = /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})$/.exec(value)?.groups;
  if (dotted !== undefined) return dayOf(Number(dotted['year']), Number(dotted['month']) - 1, Number(dotted['day']));
  const worded = /^(?<day>\d{1,2})[\s.-]+(?:de )?(?<month>\p{L}+)\.?[\s-]+(?:de )?(?<year>\d{4}|\d{2})$/u.exec(
    value,
  )?.groups;
  const month = monthsByName().get(monthKey(worded?.['month'] ?? ''));
  if (worded === undefined || month === undefined) return undefined;
  const year = Number(worded['year']);
  return dayOf(year < 100 ? 2000 + year : year, month, Number(worded['day']));
}

function dayOf(year: number, month: number, day: number): number | undefined {
  const time = Date.UTC(year, month, day);
  const date = new Date(time);
  return date.getUTCMonth() === month && date.getUTCDate() === day && year >= 2002 && year < 2200 ? time : undefined;
}
