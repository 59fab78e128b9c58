import type { Change, Evidence, ListedPerson, Profile, RosterRow } from '../core/model.ts';

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

/** @returns the very profile it was given, if there is nothing to clean: nearly always */
function cleanProfile<T extends Partial<Profile>>(profile: T): T {
  if (isClean(profile)) return profile;
  const { handle, url, name, bio, location, links, verifiedLinks, avatar, organisation } = profile;
  return {
    ...profile,
    ...(handle === undefined ? {} : { handle: cut(handle, MOST_LINE) }),
    ...(url === undefined ? {} : { url: cut(url, MOST_URL) }),
    ...(name === undefined ? {} : { name: cut(name, MOST_LINE) }),
    ...(bio === undefined ? {} : { bio: cut(bio, MOST_BIO) }),
    ...(location === undefined ? {} : { location: cut(location, MOST_LINE) }),
    ...(links === undefined ? {} : { links: cutLinks(links) }),
    ...(verifiedLinks === undefined ? {} : { verifiedLinks: cutLinks(verifiedLinks) }),
    ...(avatar === undefined ? {} : { avatar: cut(avatar, MOST_URL) }),
    ...(organisation === undefined ? {} : { organisation: cut(organisation, MOST_LINE) }),
  };
}

function isClean(profile: Partial<Profile>): boolean {
  const { handle, url, name, bio, location, links, verifiedLinks, avatar, organisation } = profile;
  return (
    fits(handle, MOST_LINE) &&
    fits(url, MOST_URL) &&
    fits(name, MOST_LINE) &&
    fits(bio, MOST_BIO) &&
    fits(location, MOST_LINE) &&
    fits(avatar, MOST_URL) &&
    fits(organisation, MOST_LINE) &&
    fitLinks(links) &&
    fitLinks(verifiedLinks)
  );
}

const cutLinks = (links: readonly string[]): string[] => links.slice(0, MOST_LINKS).map((link) => cut(link, MOST_URL));

function fitLinks(links: readonly string[] | undefined): boolean {
  return links === undefined || (links.length <= MOST_LINKS && links.every((link) => fits(link, MOST_URL)));
}

function fits(text: string | undefined, most: number): boolean {
  return text === undefined || (text.length <= most && text.isWellFormed());
}

export function cleanPerson(person: ListedPerson): ListedPerson {
  const profile = cleanProfile(person.profile);
  if (profile === person.profile && person.id.isWellFormed()) return person;
  return { ...person, id: cleanId(person.id), profile };
}

/** @returns the very row it was given, if there is nothing to clean */
export function cleanRow(row: RosterRow): RosterRow {
  const profile = cleanProfile(row.profile);
  if (profile === row.profile && row.id.isWellFormed()) return row;
  return { ...row, id: cleanId(row.id), profile };
}

/** @returns the very change it was given, if there is nothing to clean */
export function cleanChange(change: Change): Change {
  const { person, before, evidence } = change;
  const isCleanNow =
    person.id.isWellFormed() &&
    isClean(person) &&
    (before === undefined || isClean(before)) &&
    (evidence === undefined || evidence.every(isCleanEvidence));
  if (isCleanNow) return change;
  return {
    ...change,
    person: { ...cleanProfile(person), id: cleanId(person.id) },
    ...(before === undefined ? {} : { before: cleanProfile(before) }),
    ...(evidence === undefined ? {} : { evidence: evidence.map(cleanEvidence) }),
  };
}

const isCleanEvidence = ({ asked, answered }: Evidence): boolean => fits(asked, MOST_LINE) && fits(answered, MOST_LINE);

function cleanEvidence(evidence: Evidence): Evidence {
  return { ...evidence, asked: cut(evidence.asked, MOST_LINE), answered: cut(evidence.answered, MOST_LINE) };
}
