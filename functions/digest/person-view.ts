import { clip } from '../core/clip.ts';
import { NETWORK_NAMES } from '../core/digest-audiences.ts';
import type { DigestPerson } from '../core/digest-model.ts';
import type { ActionView } from './buttons.ts';
import { safeUrl } from './html.ts';
import type { Fact } from './suggestion-facts.ts';

/** How much is shown of each person; a mail that grows too large is drawn again with less. */
export interface Detail {
  /** Characters of a bio; 0 shows none. */
  readonly bio: number;
  readonly evidence: number;
  /** Characters of a name and of a handle. */
  readonly name: number;
  /** Characters of any other line: a reason, a label, a remedy. */
  readonly line: number;
  /** People named per list, suggestions apart. */
  readonly rows: number;
  /** Lines of what was looked up and remembered, and links to look them up, for each person. */
  readonly facts: number;
}

/** A person as both parts of the mail show them: bounded lines, no markup yet. */
export interface PersonView {
  readonly personId: string;
  readonly name: string;
  /** `@handle`, unless the name says it already. */
  readonly handle?: string;
  readonly url?: string;
  readonly initials: string;
  readonly bio?: string;
  /** "2,140 followers · Bluesky" */
  readonly meta: string;
  /** What happened: verdict words, how long away. */
  readonly said?: string;
  readonly evidence?: string;
  readonly reasons?: readonly string[];
  readonly starter?: string;
  readonly way?: 'coffee' | 'video';
  /** What else is known, a line each: a promise, a newest post, something they ask for, times. */
  readonly facts?: readonly Fact[];
  /** What a reader would open to know more. */
  readonly lookUps?: readonly ActionView[];
  /** The page for meeting them. */
  readonly meetUrl?: string;
  readonly actions?: readonly ActionView[];
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

export function personView(person: DigestPerson, detail: Detail, more: Partial<PersonView> = {}): PersonView {
  const handle = clip(person.handle, detail.name);
  const name = clip(person.name ?? '', detail.name) || handle || 'somebody without a name';
  const bio = detail.bio > 0 ? clip(person.bio ?? '', detail.bio) : '';
  const url = safeUrl(person.url);
  return {
    personId: person.personId,
    name,
    ...(handle === '' || handle === name ? {} : { handle: person.network === 'list' ? handle : `@${handle}` }),
    ...(url === undefined ? {} : { url }),
    initials: initialsOf(name),
    ...(bio === '' ? {} : { bio }),
    meta: [
      person.network === 'list' ? 'your list' : NETWORK_NAMES[person.network],
      person.location === undefined ? '' : clip(person.location, Math.min(40, detail.line)),
    ]
      .filter((part) => part !== '')
      .join(' · '),
    ...more,
  };
}

/** First letters of the first two words; scripts without spaces give one. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word));
  const first = (word: string) => {
    const symbols = [...graphemes.segment(word)].map(({ segment }) => segment);
    const symbol = symbols.find((one) => /[\p{L}\p{N}]/u.test(one)) ?? symbols[0] ?? '';
    // One "letter" may carry a thousand accents.
    return symbol.length <= 8 ? symbol.toUpperCase() : '';
  };
  return (
    words
      .slice(0, 2)
      .filter((word, index) => index === 0 || /\p{L}/u.test(word))
      .map(first)
      .join('') || '·'
  );
}
