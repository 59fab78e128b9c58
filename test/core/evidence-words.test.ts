import { expect, it } from 'vitest';
import { evidenceWords } from '../../functions/core/evidence-words.ts';
import type { NetworkId } from '../../functions/core/model.ts';

it.each([
  [
    'bluesky',
    ['app.bsky.graph.getRelationships, app.bsky.actor.getProfiles', 'no follow of you, blocks you; account active'],
    [
      'Bluesky was asked about follows between you, and their profile',
      'they do not follow you, they block you; their account is active',
    ],
  ],
  [
    'bluesky',
    [
      'app.bsky.graph.getRelationships, app.bsky.actor.getProfiles, app.bsky.feed.getLikes, app.bsky.feed.getPosts',
      'not in the list of likes, which has 3 of the 4 that the post counts; account active',
    ],
    [
      'Bluesky was asked about follows between you, their profile, the likes of the post, and their number',
      'not in the list of likes, which has 3 of the 4 that the post counts; their account is active',
    ],
  ],
  [
    'mastodon',
    ['GET /api/v1/accounts/lookup', '404 Record not found'],
    ['Mastodon was asked about their account', 'their account does not exist any more'],
  ],
  [
    'github',
    ['GET /user/{account_id}', '404 Not Found: deleted or suspended'],
    ['GitHub was asked about their account', 'their account does not exist any more: deleted or suspended'],
  ],
  ['x', ['GET /2/users', 'User has been suspended'], ['X was asked about their account', 'their account is suspended']],
  [
    'facebook',
    ['GET /{post-id}/reactions, read again', 'in the list of reactions'],
    ['Facebook was asked about the reactions to the post', 'in the list of reactions'],
  ],
  [
    'youtube',
    ['GET channels?id=, GET subscriptions?channelId=&forChannelId=', 'keeps its subscriptions private; channel there'],
    [
      'YouTube was asked about their channel, and their subscriptions',
      'keeps its subscriptions private; channel there',
    ],
  ],
  [
    'list',
    ['two complete lists', 'not listed since 2026-03-09'],
    ['two complete lists', 'not listed since 2026-03-09'],
  ],
] satisfies [NetworkId, [string, string], [string, string]][])(
  'what proves a loss on %s is said in words: %j',
  (network, [asked, answered], [askedWords, answeredWords]) => {
    expect(evidenceWords({ asked, answered }, network)).toEqual({ asked: askedWords, answered: answeredWords });
  },
);
