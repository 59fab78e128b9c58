import type { ListedPerson, Profile, RosterRow } from '../core/model.ts';

/**
 * Whether a list shows somebody otherwise than the roster knows them. Only fields that lists carry count, and only
 * those that this list does carry: absent is not empty. An unknown field and an empty or false one are no difference.
 * Reach and the query of an avatar's address (signatures, cache keys) change for everybody and never count. Of somebody
 * who was away, another date of their follow, like or star counts too: it tells whether they came anew.
 * @param listed cleaned, as the roster's own rows are
 */
export function differsFrom(row: RosterRow, listed: ListedPerson): boolean {
  const { profile: was } = row;
  const { profile: is } = listed;
  return (
    TEXTS.some((field) => is[field] !== undefined && is[field] !== (was[field] ?? '')) ||
    FLAGS.some((field) => is[field] !== undefined && is[field] !== (was[field] ?? false)) ||
    (is.avatar !== undefined && withoutQuery(is.avatar) !== withoutQuery(was.avatar ?? '')) ||
    (row.state !== 'present' && listed.since !== undefined && listed.since !== row.since)
  );
}

const TEXTS = ['handle', 'name', 'bio', 'url'] as const satisfies readonly (keyof Profile)[];
const FLAGS = ['isProtected', 'isMemorial', 'isBot'] as const satisfies readonly (keyof Profile)[];

function withoutQuery(url: string): string {
  const end = url.search(/[?#]/);
  return end === -1 ? url : url.slice(0, end);
}
