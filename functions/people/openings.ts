import type { Profile } from '../core/model.ts';
import type { Openings, StarterGround } from '../core/people-sense.ts';
import { languageOf, type StarterLanguage, sharedLanguage } from './language.ts';

type Opening = (term: string) => string;

/** Kind, curious, and nothing to sell. Terms are the owner's own words, never the stranger's. */
const OPENINGS: Readonly<Record<StarterLanguage, Readonly<Record<StarterGround['kind'], Opening>>>> = {
  en: {
    project: (term) => `I saw that you know ${term}. I work on it too: what brought you to it?`,
    organisation: (term) => `I saw ${term} in your profile. I belong there too: what do you do there?`,
    city: (term) =>
      `we both seem to live in ${term}. Would you like to have a coffee some time? I'd love to hear what you are working on.`,
    interest: (term) => `I saw ${term} in your profile, which I care about too. What are you working on at the moment?`,
    replies: () => 'I enjoyed what you wrote under my posts. What are you working on these days?',
    likes: () => 'thank you for your interest in what I do. What are you working on these days?',
    mutual: () =>
      'we follow each other, and I would like to know you a little better. What are you working on these days?',
    nothing: () =>
      'I would like to know the people around my work a little better. What are you working on these days?',
  },
  de: {
    project: (term) => `ich habe gesehen, dass du ${term} kennst. Ich arbeite auch daran: Wie bist du dazu gekommen?`,
    organisation: (term) => `ich habe ${term} in deinem Profil gesehen. Ich gehöre auch dazu: Was machst du dort?`,
    city: (term) =>
      `wir leben anscheinend beide in ${term}. Hast du Lust, mal einen Kaffee zu trinken? Mich interessiert, woran du gerade arbeitest.`,
    interest: (term) =>
      `ich habe ${term} in deinem Profil entdeckt, das beschäftigt mich auch. Woran arbeitest du gerade?`,
    replies: () => 'ich habe mich über deine Antworten auf meine Beiträge gefreut. Woran arbeitest du gerade?',
    likes: () => 'danke für dein Interesse an dem, was ich mache. Woran arbeitest du gerade?',
    mutual: () =>
      'wir folgen uns gegenseitig, und ich würde dich gern ein bisschen besser kennenlernen. Woran arbeitest du gerade?',
    nothing: () => 'ich würde die Leute rund um meine Arbeit gern besser kennenlernen. Woran arbeitest du gerade?',
  },
};
const GREETINGS: Readonly<Record<StarterLanguage, { readonly named: Opening; readonly plain: string }>> = {
  en: { named: (name) => `Hi ${name},`, plain: 'Hello,' },
  de: { named: (name) => `Hallo ${name},`, plain: 'Hallo,' },
};

/**
 * Openings to choose from, each built on another ground, in a language both share, else the owner's. The owner edits
 * one; nobody sends it for them.
 */
export function openingsFor(
  profile: Profile,
  grounds: readonly StarterGround[],
  ownersLanguages: readonly string[],
): Openings {
  const language = sharedLanguage(languageOf(profile), ownersLanguages);
  const name = firstName(profile.name);
  const greeting = name === undefined ? GREETINGS[language].plain : GREETINGS[language].named(name);
  const all = grounds.map(
    (ground) => `${greeting} ${OPENINGS[language][ground.kind]('term' in ground ? ground.term : '')}`,
  );
  return { language, texts: [...new Set(all)] };
}

/** The first name, only where the name looks like one of a person: two or three capitalised words of letters. */
function firstName(name: string | undefined): string | undefined {
  const words = (name ?? '').slice(0, 60).trim().split(/\s+/);
  const isName =
    words.length >= 2 && words.length <= 3 && words.every((word) => /^\p{Lu}[\p{L}\p{M}'’.-]{0,24}$/u.test(word));
  const first = words[0] ?? '';
  return isName && /^\p{Lu}[\p{L}\p{M}'’-]{1,19}$/u.test(first) && !/^(The|Der|Die|Das|Dr|Prof)$/.test(first)
    ? first
    : undefined;
}
