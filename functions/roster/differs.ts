import type { ListedPerson, RosterRow } from '../core/model.ts';
import { isOtherProfile } from '../core/profile-differences.ts';

/**
 * Whether a list shows somebody otherwise than the roster knows them: with another profile, or, of somebody who was
 * away, with another date of their follow, like or star, which tells whether they came anew.
 * @param listed cleaned, as the roster's own rows are
 */
export function differsFrom(row: RosterRow, listed: ListedPerson): boolean {
  return (
    isOtherProfile(row.profile, listed.profile) ||
    (row.state !== 'present' && listed.since !== undefined && listed.since !== row.since)
  );
}
