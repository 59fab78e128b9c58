import { channelId, youtube as google, googleRefusal, OWN_CHANNEL, youtubeWorld } from '../../fakes/youtube.ts';
import { copyOf, field, listIn, PAGE, PEOPLE, type Subject, serveFake } from '../subject.ts';

const answerOf = ({ status = 200, body }: ReturnType<typeof googleRefusal>) => ({ status, body });

/** The public subscribers of a channel. */
export const youtube: Subject = {
  accountId: 'youtube:@alice',
  token: 'ya29.a-token',
  async open() {
    const world = youtubeWorld({ pageSize: PAGE, listed: PEOPLE.map((name) => ({ name })) });
    return {
      server: await serveFake(google(world)),
      target: { kind: 'followers', item: 'public', target: OWN_CHANNEL },
      account: { stableId: OWN_CHANNEL, profile: { handle: '@alice', url: 'https://www.youtube.com/@alice' } },
      lose: () => {
        world.listed = PEOPLE.slice(2).map((name) => ({ name }));
        world.others = ['ana'];
      },
    };
  },
  idOf: channelId,
  isList: ({ query }) => query.get('mySubscribers') === 'true',
  rows: (body) => listIn(field(body, 'items')),
  rename: (row, text) => {
    const copy = copyOf(row);
    return { ...copy, subscriberSnippet: { ...copyOf(copy['subscriberSnippet']), title: text } };
  },
  repeat: (answer, { query }) => ({
    ...answer,
    body: { ...copyOf(answer.body), nextPageToken: query.get('pageToken') },
  }),
  refusals: {
    unauthorized: answerOf(googleRefusal(401, 'authError', 'Invalid Credentials')),
    forbidden: answerOf(
      googleRefusal(403, 'insufficientPermissions', 'Request had insufficient authentication scopes.'),
    ),
    missing: answerOf(googleRefusal(404, 'channelNotFound', 'The channel cannot be found.')),
    limited: answerOf(
      googleRefusal(403, 'quotaExceeded', 'The request cannot be completed: you have exceeded your quota.'),
    ),
  },
  findings: {
    ana: { account: 'active', inAudience: false },
    ben: { account: 'gone' },
    gil: { account: 'active', inAudience: true },
  },
};
