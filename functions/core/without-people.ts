/**
 * Plain data without somebody: every entry of a list goes that is about them, by its own `personId` or its `person`'s.
 * What is counted stays as it was counted. Knows no particular shape, so that what editions come to hold later is
 * covered too.
 */
export function withoutPeople<T>(data: T, isGone: (personId: string) => boolean): T {
  return strip(data, isGone) as T;
}

function strip(value: unknown, isGone: (personId: string) => boolean): unknown {
  if (Array.isArray(value)) return value.filter((one) => !isAbout(one, isGone)).map((one) => strip(one, isGone));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (isAbout(inner, isGone) ? [] : [[name, strip(inner, isGone)]])),
  );
}

function isAbout(value: unknown, isGone: (personId: string) => boolean): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { personId, person } = value as { readonly personId?: unknown; readonly person?: unknown };
  if (typeof personId === 'string') return isGone(personId);
  return person !== undefined && person !== value && isAbout(person, isGone);
}
