import type { Profile } from '../core/model.ts';
import { fold } from './words.ts';

/** Languages that openings are written in. */
const STARTER_LANGUAGES = ['en', 'de'] as const;
export type StarterLanguage = (typeof STARTER_LANGUAGES)[number];

/** Small words that the other language doesn't have. */
const MARKS: Readonly<Record<StarterLanguage, ReadonlySet<string>>> = {
  en: new Set('the and of for with my i at about from is a to you by on who love writing i’m it’s we our'.split(' ')),
  de: new Set(
    'und der das ich fur mit aus bei auf uber nicht ein eine vom zur im ist von mag gerne mein meine wir zu'.split(' '),
  ),
};

/** The language somebody writes about themselves in, as far as small words tell. */
export function languageOf({ bio }: Profile): StarterLanguage | undefined {
  const words = fold((bio ?? '').slice(0, 1000)).match(/[\p{L}’']+/gu) ?? [];
  const count = (language: StarterLanguage) => words.filter((word) => MARKS[language].has(word)).length;
  const [en, de] = [count('en'), count('de')];
  if (en === de) return undefined;
  return en > de ? 'en' : 'de';
}

/** The language to open in: theirs if the owner speaks it, else the owner's first that we can write. */
export function sharedLanguage(theirs: StarterLanguage | undefined, owners: readonly string[]): StarterLanguage {
  const spoken = owners
    .map((code) => code.split('-')[0]?.toLowerCase())
    .flatMap((code) => STARTER_LANGUAGES.filter((language) => language === code));
  return theirs !== undefined && spoken.includes(theirs) ? theirs : (spoken[0] ?? 'en');
}
