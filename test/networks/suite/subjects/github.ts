import { startGithub } from '../../../../lib/local/demo/servers/github.ts';
import { World } from '../../../../lib/local/demo/world.ts';
import { NOW } from '../../fakes/connect.ts';
import { copyOf, listIn, PAGE, PEOPLE, type Subject } from '../subject.ts';

const DAY = 86_400_000;
const OWNER = '7';
const idOf = (name: string): string => String(100 + PEOPLE.indexOf(name as 'ana'));

export const github: Subject = {
  accountId: 'github:olga',
  token: 'own-token',
  async open() {
    const world = new World('github');
    world.join({ id: OWNER, handle: 'olga', name: 'Olga', joinedAt: NOW - 900 * DAY });
    PEOPLE.forEach((name, n) => {
      world.join({ id: idOf(name), handle: name, name, bio: 'Paints.', joinedAt: NOW - 500 * DAY });
      world.follow(idOf(name), OWNER, NOW - (n + 1) * DAY);
    });
    return {
      server: await startGithub(world, { pageCap: PAGE, tokens: { 'own-token': OWNER }, wall: () => NOW }),
      target: { kind: 'followers', target: 'olga' },
      account: { stableId: OWNER, profile: { handle: 'olga', url: 'https://github.com/olga' } },
      lose: () => {
        world.unfollow(idOf('ana'), OWNER);
        world.delete(idOf('ben'));
      },
    };
  },
  idOf,
  isList: ({ path }) => path.endsWith('/followers'),
  rows: listIn,
  // GitHub's lists carry no name but the login.
  rename: (row, text) => ({ ...copyOf(row), login: text }),
  repeat: (answer, { path, query }) => ({
    ...answer,
    headers: { ...answer.headers, link: `<https://api.github.com${path}?page=${query.get('page')}>; rel="next"` },
  }),
  refusals: {
    unauthorized: { status: 401, body: { message: 'Bad credentials' } },
    forbidden: { status: 403, body: { message: 'Resource not accessible by personal access token' } },
    missing: { status: 404, body: { message: 'Not Found' } },
    limited: {
      status: 403,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 120) },
      body: { message: 'API rate limit exceeded' },
    },
  },
  findings: {
    ana: { account: 'active', inAudience: false },
    ben: { account: 'gone' },
    gil: { account: 'active', inAudience: true },
  },
};
