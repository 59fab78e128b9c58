import type { Profile } from '../../core/model.ts';
import { cleanProfile } from '../profiles.ts';
import { LONGEST, plainText } from '../text.ts';
import type { Channel } from './schema.ts';

/** A channel as a list shows it. Lists carry no @handle, so a channel goes by its title everywhere. */
export function subscriberProfile(row: {
  readonly channelId: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly thumbnails?: { readonly default: { readonly url: string } } | undefined;
}): Profile {
  const url = addressOf(row.channelId);
  return cleanProfile({
    handle: plainText(row.title, LONGEST.handle) ?? row.channelId,
    ...{ url, fallbackUrl: url, name: row.title, bio: row.description, avatar: row.thumbnails?.default.url },
  });
}

/** The owner's own channel, which does show its @handle. */
export function ownProfile(own: Channel): Profile {
  const url = addressOf(own.id);
  const { title, description, customUrl, thumbnails } = own.snippet ?? {};
  return cleanProfile({
    handle: plainText(customUrl ?? '', LONGEST.handle) ?? title ?? own.id,
    ...{ url, fallbackUrl: url, name: title, bio: description, avatar: thumbnails?.default.url },
    reach: own.statistics?.subscriberCount,
  });
}

const addressOf = (channelId: string): string => `https://www.youtube.com/channel/${channelId}`;
