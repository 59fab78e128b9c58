import type { Profile } from '../../core/model.ts';
import { NO_HANDLE } from '../../core/profile-differences.ts';
import { cleanProfile } from '../profiles.ts';
import type { ProfileView } from './schema.ts';

/** Where everybody's profile is, by handle or DID. */
export const PROFILES = 'https://bsky.app/profile/';

/**
 * A profile from a `profileView` or `profileViewDetailed`. Bluesky has no place field; bios may name one.
 * The label `!no-unauthenticated` asks not to be shown to people who are logged out, so it counts as protected.
 */
export function blueskyProfile(view: ProfileView): Profile {
  const name = view.handle === NO_HANDLE ? view.did : view.handle;
  return cleanProfile({
    handle: view.handle,
    url: undefined,
    fallbackUrl: `${PROFILES}${encodeURIComponent(name).replaceAll('%3A', ':')}`,
    name: view.displayName,
    bio: view.description,
    avatar: view.avatar,
    links: view.website === undefined ? [] : [view.website],
    reach: view.followersCount,
    isProtected: hasLabel(view, '!no-unauthenticated'),
    isBot: hasLabel(view, 'bot'),
  });
}

function hasLabel(view: ProfileView, value: string): boolean {
  const labels = view.labels ?? [];
  return labels.some((label) => label.val === value && label.neg !== true);
}
