import type { AudienceKind } from './model.ts';

const OF_PEOPLE: ReadonlySet<string> = new Set([
  'followers',
  'friends',
  'connections',
  'members',
] satisfies AudienceKind[]);

/** Lists of those who are there for the owner, and whose coming and going is told by name. Not posts, nor `following`. */
export function isOfPeople(kind: string): boolean {
  return OF_PEOPLE.has(kind);
}
