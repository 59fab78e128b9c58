import type { Change, ListedPerson, Profile, RosterRow } from '../core/model.ts';

/**
 * Strings as they may be stored: well-formed (lone surrogates do not survive UTF-8, and would look like an edit every
 * time) and bounded (an item ends at 400 KB). Bounds are generous: networks' edges cut earlier, by their own rules.
 * Cleaning twice is cleaning once.
 */
const MOST_BIO = 5_000;
const MOST_LINE = 1_000;
const MOST_URL = 2_048;
const MOST_LINKS = 20;

function cut(text: string, most: number): string {
  if (text.length <= most) return text.toWellFormed();
  return text
    .slice(0, most)
    .replace(/[\uD800-\uDBFF]$/, '')
    .toWellFormed();
}

export function cleanId(id: string): string {
  return id.toWellFormed();
}

export function cleanProfile<T extends Partial<Profile>>(profile: T): T {
  const { handle, url, name, bio, location, links, avatar, organisation } = profile;
  return {
    ...profile,
    ...(handle === undefined ? {} : { handle: cut(handle, MOST_LINE) }),
    ...(url === undefined ? {} : { url: cut(url, MOST_URL) }),
    ...(name === undefined ? {} : { name: cut(name, MOST_LINE) }),
    ...(bio === undefined ? {} : { bio: cut(bio, MOST_BIO) }),
    ...(location === undefined ? {} : { location: cut(location, MOST_LINE) }),
    ...(links === undefined ? {} : { links: links.slice(0, MOST_LINKS).map((link) => cut(link, MOST_URL)) }),
    ...(avatar === undefined ? {} : { avatar: cut(avatar, MOST_URL) }),
    ...(organisation === undefined ? {} : { organisation: cut(organisation, MOST_LINE) }),
  };
}

export function cleanPerson(person: ListedPerson): ListedPerson {
  return { ...person, id: cleanId(person.id), profile: cleanProfile(person.profile) };
}

export function cleanRow(row: RosterRow): RosterRow {
  return { ...row, id: cleanId(row.id), profile: cleanProfile(row.profile) };
}

export function cleanChange(change: Change): Change {
  return {
    ...change,
    person: { ...cleanProfile(change.person), id: cleanId(change.person.id) },
    ...(change.before === undefined ? {} : { before: cleanProfile(change.before) }),
    ...(change.evidence === undefined
      ? {}
      : {
          evidence: change.evidence.map((evidence) => ({
            ...evidence,
            asked: cut(evidence.asked, MOST_LINE),
            answered: cut(evidence.answered, MOST_LINE),
          })),
        }),
  };
}
