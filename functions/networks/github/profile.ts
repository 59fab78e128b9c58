import type { Profile } from '../../core/model.ts';
import { cleanProfile } from '../profiles.ts';
import type { User } from './schema.ts';

/** A profile from a listed or a single user; lists lack name, bio, place and reach. */
export function githubProfile(user: User): Profile {
  return cleanProfile({
    handle: user.login,
    url: user.html_url,
    fallbackUrl: `https://github.com/${encodeURIComponent(user.login)}`,
    name: user.name,
    bio: user.bio,
    location: user.location,
    // Companies are often written as a mention: `@example`.
    organisation: user.company?.replace(/^\s*@/, ''),
    links: user.blog === undefined ? [] : [user.blog],
    avatar: user.avatar_url,
    reach: user.followers,
    isBot: user.type === 'Bot',
  });
}
