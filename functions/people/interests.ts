import type { DigestOwner } from '../core/digest-input.ts';
import type { Profile } from '../core/model.ts';
import type { SharedThing } from '../core/people-sense.ts';
import { says, wordsOf } from './words.ts';

type Matcher = (profile: Profile) => readonly SharedThing[];

/**
 * Finds the owner's interests, organisations and projects in what people say about themselves: whole words, lightly
 * stemmed, not where they are denied. Returns them in the owner's own words, never in the stranger's.
 */
export function sharedThings(owner: Pick<DigestOwner, 'interests' | 'organisations' | 'projects'>): Matcher {
  const things = [
    ...owner.projects.map((term) => ({ kind: 'project' as const, term, phrase: phrase(term) })),
    ...owner.organisations.map((term) => ({ kind: 'organisation' as const, term, phrase: phrase(term) })),
    ...owner.interests.map((term) => ({ kind: 'interest' as const, term, phrase: phrase(term) })),
  ];
  if (things.length === 0) return () => [];
  return ({ bio, organisation }) => {
    if (bio === undefined && organisation === undefined) return [];
    const words = wordsOf(`${bio ?? ''}\n${organisation ?? ''}`);
    return things.flatMap(({ kind, term, phrase }) => (says(words, phrase) ? [{ kind, term }] : []));
  };
}

function phrase(term: string): readonly string[] {
  return wordsOf(term).stems;
}
