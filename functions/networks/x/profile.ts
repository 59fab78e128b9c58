import type { Profile } from '../../core/model.ts';
import { cleanProfile } from '../profiles.ts';
import type { XUser } from './schema.ts';

/** Where a human opens the profile of somebody of whom only the id is known, as in X's own archives. */
const urlOfId = (id: string): string => `https://x.com/i/user/${id}`;

/**
 * Of somebody who has protected their posts only the handle is kept: what X shows to followers only is not ours to
 * store (X Developer Policy: content that is made protected is removed).
 */
export function xProfile(user: XUser): Profile {
  const handle = user.username;
  const url = `https://x.com/${encodeURIComponent(handle)}`;
  if (user.protected === true) {
    return cleanProfile({ handle, url, fallbackUrl: urlOfId(user.id), isProtected: true });
  }
  const website = user.entities?.url?.urls[0]?.expanded_url ?? user.url;
  const named = user.entities?.description?.urls ?? [];
  return cleanProfile({
    handle,
    url,
    fallbackUrl: urlOfId(user.id),
    name: user.name,
    bio: named.reduce(
      (bio, { url: short, expanded_url: long }) => bio?.replaceAll(short, long ?? short),
      user.description,
    ),
    location: user.location,
    links: [website, ...named.map(({ expanded_url }) => expanded_url)].filter((link) => link !== undefined),
    avatar: user.profile_image_url,
    reach: user.public_metrics?.followers_count,
  });
}

/** What may be kept of somebody whose account X no longer shows: where it was, and nothing of what it said. */
export const bareProfile = (id: string): Profile => ({ handle: id, url: urlOfId(id) });
