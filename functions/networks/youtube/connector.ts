import type { AudienceKind, Profile } from '../../core/model.ts';
import { chunks } from '../batches.ts';
import { NotFoundError } from '../errors.ts';
import type { AudienceTarget, Connector, HydratedPerson, Page, PersonRef } from '../network.ts';
import type { YouTube } from './api.ts';
import { countPublicSubscribers, MOST_LISTED, PUBLIC, readYouTubePage } from './lists.ts';
import { readYouTubeCount } from './numbers.ts';
import { ownProfile } from './profile.ts';
import { channelList } from './schema.ts';
import { verifyYouTube } from './verify.ts';

const BATCH = 50;
/** Beyond the longest list that there is. */
const MOST_REMEMBERED = 20_000;

/**
 * A YouTube channel, read with its owner's token. All subscribers are a number (`followers`); those who show their
 * subscriptions are a list of their own beside it (`followers:public`). Keyed by channel id.
 */
export function youtubeConnector(youtube: YouTube, credentialId: string, wall: () => number): Connector {
  /** What lists showed of people in this run: looking them up adds only how many they reach. */
  const listed = new Map<string, Profile>();
  return {
    network: 'youtube',
    credentialId,
    listsFullProfiles: false,
    canVerify: (kind: AudienceKind) => kind === 'followers',

    async resolve(name) {
      const answer = await youtube.get('channels', { part: 'snippet,statistics', mine: true }, channelList);
      const own = (answer.items ?? []).find(({ id, snippet }) => id === name || isHandle(snippet?.customUrl, name));
      if (own === undefined) {
        throw new NotFoundError(
          'The YouTube token is of another channel than the one declared. Check how the account is written, or connect ' +
            'the right one: npm run rekindle -- connect youtube',
        );
      }
      const { subscriberCount, hiddenSubscriberCount } = own.statistics ?? {};
      const isShown = subscriberCount !== undefined && hiddenSubscriberCount !== true;
      return { stableId: own.id, profile: ownProfile(own), ...(isShown && { followersCount: subscriberCount }) };
    },

    async discover(account, track) {
      const target = account.stableId;
      const audiences: AudienceTarget[] = [];
      if (track.followers) {
        const { followersCount: count } = account;
        if (count !== undefined) audiences.push({ kind: 'followers', target, isCountOnly: true, count });
        const shown = await countPublicSubscribers(youtube);
        const title = 'public subscribers';
        // A longer list has no end that could be believed: it is a number too.
        const isTooLong = shown !== undefined && shown >= MOST_LISTED;
        audiences.push({
          ...{ kind: 'followers', item: PUBLIC, target, title },
          ...(isTooLong && { isCountOnly: true, count: shown }),
        });
      }
      if (track.following) audiences.push({ kind: 'following', target });
      return { audiences, isWhole: true, replies: [] };
    },

    async readPage(target, cursor): Promise<Page> {
      const page = await readYouTubePage(youtube, target, cursor);
      for (const { id, profile } of page.people) if (listed.size < MOST_REMEMBERED) listed.set(id, profile);
      return page;
    },

    async readCount(account, target, question) {
      if (target.item !== PUBLIC) return readYouTubeCount(youtube, account, question);
      const count = await countPublicSubscribers(youtube);
      return { count: count ?? target.count ?? 0, isRounded: true, days: [] };
    },

    verify: (account, _target, people) => verifyYouTube(youtube, account, people, wall),
    hydrate: (people) => hydrate(youtube, listed, people),
  };
}

function isHandle(customUrl: string | undefined, name: string): boolean {
  return customUrl !== undefined && name.startsWith('@') && customUrl.toLowerCase() === name.toLowerCase();
}

/** How many people reach: all that a list lacks. */
async function* hydrate(
  youtube: YouTube,
  listed: ReadonlyMap<string, Profile>,
  people: readonly PersonRef[],
): AsyncGenerator<HydratedPerson> {
  for (const batch of chunks(
    people.filter(({ id }) => listed.has(id)),
    BATCH,
  )) {
    const query = { part: 'statistics', id: batch.map(({ id }) => id).join(','), maxResults: BATCH };
    const answer = await youtube.get('channels', query, channelList);
    const found = new Map((answer.items ?? []).map((one) => [one.id, one.statistics]));
    for (const { id } of batch) {
      const profile = listed.get(id);
      const statistics = found.get(id);
      if (profile === undefined || statistics === undefined) continue;
      const isShown = statistics.subscriberCount !== undefined && statistics.hiddenSubscriberCount !== true;
      yield { id, profile: { ...profile, ...(isShown && { reach: statistics.subscriberCount }) } };
    }
  }
}
