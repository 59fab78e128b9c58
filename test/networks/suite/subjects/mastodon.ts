import { startMastodon } from '../../../../lib/local/demo/servers/mastodon.ts';
import { World } from '../../../../lib/local/demo/world.ts';
import { NOW } from '../../fakes/connect.ts';
import { copyOf, listIn, PAGE, PEOPLE, type Subject } from '../subject.ts';

const DAY = 86_400_000;
const OWNER = '100';
const idOf = (name: string): string => `https://far.example/users/${name}`;
const localId = (name: string): string => String(200 + PEOPLE.indexOf(name as 'ana'));

export const mastodon: Subject = {
  accountId: 'mastodon:olga@social.example',
  token: 'own-token',
  async open() {
    const world = new World('mastodon');
    world.join({ id: OWNER, handle: 'olga@social.example', name: 'Olga', joinedAt: NOW - 900 * DAY });
    PEOPLE.forEach((name, n) => {
      const person = { id: localId(name), handle: `${name}@far.example`, name, bio: 'Paints.' };
      world.join({ ...person, joinedAt: NOW - 500 * DAY });
      world.follow(localId(name), OWNER, NOW - (n + 1) * DAY);
    });
    const tokens = { 'own-token': OWNER };
    return {
      server: await startMastodon(world, { domain: 'social.example', pageCap: PAGE, tokens, wall: () => NOW }),
      target: { kind: 'followers', target: OWNER },
      account: {
        stableId: 'https://social.example/users/olga',
        profile: { handle: 'olga@social.example', url: 'https://social.example/@olga' },
      },
      lose: () => {
        world.unfollow(localId('ana'), OWNER);
        world.delete(localId('ben'));
      },
    };
  },
  idOf,
  isList: ({ path }) => path.endsWith('/followers'),
  rows: listIn,
  rename: (row, text) => ({ ...copyOf(row), display_name: text }),
  repeat: (answer, { path, query }) => ({
    ...answer,
    headers: {
      ...answer.headers,
      link: `<https://social.example${path}?limit=80&max_id=${query.get('max_id')}>; rel="next"`,
    },
  }),
  refusals: {
    unauthorized: { status: 401, body: { error: 'The access token is invalid' } },
    forbidden: { status: 403, body: { error: 'This action is outside the authorized scopes' } },
    missing: { status: 404, body: { error: 'Record not found' } },
    limited: {
      status: 429,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': new Date(NOW + 120_000).toISOString() },
      body: { error: 'Too many requests' },
    },
  },
  findings: {
    ana: { account: 'active', inAudience: false },
    ben: { account: 'gone' },
    gil: { account: 'active', inAudience: true },
  },
};
