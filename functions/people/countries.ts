import { fold } from './words.ts';

const US_STATES =
  'alabama al,alaska ak,arizona az,arkansas ar,california ca,colorado co,connecticut ct,delaware de,florida fl,georgia ga,hawaii hi,idaho id,illinois il,indiana in,iowa ia,kansas ks,kentucky ky,louisiana la,maine me,maryland md,massachusetts ma,michigan mi,minnesota mn,mississippi ms,missouri mo,montana mt,nebraska ne,nevada nv,new hampshire nh,new jersey nj,new mexico nm,new york ny,north carolina nc,north dakota nd,ohio oh,oklahoma ok,oregon or,pennsylvania pa,rhode island ri,south carolina sc,south dakota sd,tennessee tn,texas tx,utah ut,vermont vt,virginia va,washington wa,west virginia wv,wisconsin wi,wyoming wy';
const EVERYDAY: Readonly<Record<string, string>> = {
  uk: 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'great britain': 'GB',
  usa: 'US',
  us: 'US',
  america: 'US',
  holland: 'NL',
  ontario: 'CA',
  quebec: 'CA',
};

let names: ReadonlyMap<string, ReadonlySet<string>> | undefined;

/**
 * The countries a word can stand for, as ISO codes: `Germany`, `Deutschland` and `DE` (also Delaware: `DE` is both).
 * Undefined if it names none that we know. Names come from the runtime's own CLDR data, English and German.
 */
export function countriesOf(word: string): ReadonlySet<string> | undefined {
  names ??= readNames();
  const flag = flagCountry(word);
  return flag !== undefined ? new Set([flag]) : names.get(fold(word).trim());
}

function readNames(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const add = (name: string, code: string) => found.set(name, (found.get(name) ?? new Set()).add(code));
  const locales = ['en', 'de'].map((locale) => new Intl.DisplayNames([locale], { type: 'region', fallback: 'none' }));
  for (let first = 65; first <= 90; first += 1) {
    for (let second = 65; second <= 90; second += 1) {
      const code = String.fromCharCode(first, second);
      for (const locale of locales) {
        const name = locale.of(code);
        if (name !== undefined)
          add(fold(name), code).set(code.toLowerCase(), found.get(code.toLowerCase()) ?? new Set([code]));
      }
    }
  }
  for (const [name, code] of Object.entries(EVERYDAY)) add(name, code);
  for (const state of US_STATES.split(',')) {
    add(state.slice(0, -3), 'US');
    add(state.slice(-2), 'US');
  }
  return found;
}

/** 🇩🇪 is two regional indicators that spell DE. */
function flagCountry(word: string): string | undefined {
  const letters = [...word.trim()].map((symbol) => (symbol.codePointAt(0) ?? 0) - 0x1f1e6);
  if (letters.length !== 2 || letters.some((letter) => letter < 0 || letter > 25)) return undefined;
  return String.fromCharCode(...letters.map((letter) => letter + 65));
}
