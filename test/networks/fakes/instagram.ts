import { graphRefusal } from './facebook.ts';
import type { Asked, Reply } from './server.ts';

export const IG_ID = '17841400000000001';
const SCOPED_ID = '9000000000000001';
const LINKED_PAGE = '104000000000002';

export interface InstagramMedia {
  readonly id: string;
  readonly at: string;
  readonly caption?: string;
  /** Absent: the owner hides it. */
  likes?: number;
}

export interface InstagramWorld {
  username: string;
  followers: number;
  days: Record<string, { gained: number; lost: number }>;
  media: InstagramMedia[];
  isMetricDead: boolean;
  /** Signed in with Facebook: a Page token, and the account is the one linked to the Page. */
  isFacebookLogin: boolean;
}

export const instagramWorld = (more: Partial<InstagramWorld> = {}): InstagramWorld => ({
  ...{ username: 'alice.bakes', followers: 512, days: {}, media: [], isMetricDead: false, isFacebookLogin: false },
  ...more,
});

/** graph.instagram.com, or graph.facebook.com for accounts that signed in there. The world may change. */
export const instagram =
  (world: InstagramWorld) =>
  (asked: Asked): Reply => {
    if (asked.headers['authorization'] === undefined) return graphRefusal(104, 'An access token is required');
    const [, version, id = '', edge] = asked.path.split('/');
    if (version !== 'v26.0') return graphRefusal(2635, 'You are calling a deprecated version of the API.');
    if (id === 'me' && world.isFacebookLogin) {
      return { body: { id: LINKED_PAGE, instagram_business_account: user(world) } };
    }
    const media = world.media.find((one) => one.id === id);
    if (media !== undefined) return { body: { id, ...(media.likes !== undefined && { like_count: media.likes }) } };
    if (id !== 'me' && id !== IG_ID) return graphRefusal(100, 'Unsupported get request.', 33);
    if (edge === 'media') return mediaPage(world);
    if (edge === 'insights') return insight(world, asked);
    return { body: user(world) };
  };

function user(world: InstagramWorld): object {
  return {
    ...(world.isFacebookLogin ? { id: IG_ID } : { id: SCOPED_ID, user_id: IG_ID, account_type: 'BUSINESS' }),
    username: world.username,
    name: 'Alice bakes',
    biography: 'Bread in Leipzig.',
    website: 'https://bakery.example/',
    profile_picture_url: 'https://scontent.example/a.jpg?oh=1&oe=2',
    followers_count: world.followers,
    follows_count: 40,
    media_count: world.media.length,
  };
}

function mediaPage(world: InstagramWorld): Reply {
  const data = world.media.map(({ id, at, caption, likes }) => ({
    id,
    timestamp: at,
    ...(caption !== undefined && { caption }),
    ...(likes !== undefined && { like_count: likes }),
  }));
  return { body: { data, paging: { cursors: { before: 'QVFI', after: 'QVFJ' } } } };
}

/** A total over the time asked about, broken down by who followed and who unfollowed or left. */
function insight(world: InstagramWorld, { query }: Asked): Reply {
  if (query.get('metric') !== 'follows_and_unfollows' || world.isMetricDead) {
    return graphRefusal(100, 'metric[0] must be one of the following values: reach, follower_count, …');
  }
  if (query.get('metric_type') !== 'total_value' || query.get('breakdown') !== 'follow_type') {
    return graphRefusal(100, 'The metric should be specified with parameter metric_type=total_value.');
  }
  const [since = 0, until = 0] = ['since', 'until'].map((name) => Number(query.get(name)) * 1_000);
  const days = Object.entries(world.days).filter(([day]) => Date.parse(day) >= since && Date.parse(day) < until);
  const sum = (of: 'gained' | 'lost') => days.reduce((total, [, numbers]) => total + numbers[of], 0);
  const results = [
    { dimension_values: ['FOLLOWER'], value: sum('gained') },
    { dimension_values: ['NON_FOLLOWER'], value: sum('lost') },
  ];
  const isTold = world.followers >= 100 && days.length > 0;
  const breakdown = { dimension_keys: ['follow_type'], ...(isTold && { results }) };
  return {
    body: {
      data: [
        {
          name: 'follows_and_unfollows',
          period: 'day',
          title: 'Follows and unfollows',
          total_value: { breakdowns: [breakdown] },
          id: `${IG_ID}/insights/follows_and_unfollows/day`,
        },
      ],
    },
  };
}
