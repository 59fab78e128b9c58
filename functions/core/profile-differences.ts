import type { Profile } from './model.ts';

/**
 * Under this handle Bluesky's AppView shows everybody whose own handle does not point back at them just now. It is no
 * handle: nobody was renamed to it or from it, and the last good one stays known.
 */
export const NO_HANDLE = 'handle.invalid';

/** Fields that lists carry and that are told as edits. Reach changes for everybody all the time and never counts. */
const LISTED_FIELDS = ['handle', 'name', 'bio', 'url', 'isProtected', 'isMemorial', 'isBot', 'avatar'] as const;
type ListedField = (typeof LISTED_FIELDS)[number];

/**
 * Whether a list shows a profile otherwise than it is known. Only fields that this list carries count: absent is not
 * empty. An unknown field and an empty or false one are no difference, nor is the query of an avatar's address
 * (signatures, cache keys).
 */
export function isOtherProfile(was: Profile, is: Profile): boolean {
  for (const field of LISTED_FIELDS) if (isOther(field, was, is)) return true;
  return false;
}

/** The old values of the fields that {@link isOtherProfile} finds changed; '' or false for what was not known. */
export function differences(was: Profile, is: Profile): Partial<Profile> {
  const isFirstHandle = was.handle === NO_HANDLE;
  const before: { [Field in ListedField]?: string | boolean } = {};
  for (const field of LISTED_FIELDS) {
    if (!isOther(field, was, is) || (isFirstHandle && isOfHandle(field))) continue;
    before[field] = was[field] ?? blank(is[field]);
  }
  return before as Partial<Profile>;
}

/** The profile as shown now, under the last good handle if it has none just now. */
export function withGoodHandle(was: Profile, is: Profile): Profile {
  return is.handle === NO_HANDLE ? { ...is, handle: was.handle, url: was.url } : is;
}

function isOther(field: ListedField, was: Profile, is: Profile): boolean {
  const now = is[field];
  if (now === undefined || (is.handle === NO_HANDLE && isOfHandle(field))) return false;
  const before = was[field] ?? blank(now);
  return now !== before && (field !== 'avatar' || withoutQuery(now) !== withoutQuery(before));
}

/** The address is made of the handle. */
const isOfHandle = (field: ListedField): boolean => field === 'handle' || field === 'url';

const blank = (value: string | boolean | undefined): string | boolean => (typeof value === 'boolean' ? false : '');

function withoutQuery(url: string | boolean): string {
  const text = String(url);
  const end = text.search(/[?#]/);
  return end === -1 ? text : text.slice(0, end);
}
