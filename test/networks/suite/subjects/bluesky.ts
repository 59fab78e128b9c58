import { startBluesky } from '../../../../lib/local/demo/servers/bluesky.ts';
import { World } from '../../../../lib/local/demo/world.ts';
import { did, OWNER } from '../../fakes/bluesky.ts';
import { NOW } from '../../fakes/connect.ts';
import { copyOf, field, listIn, PAGE, PEOPLE, type Subject } from '../subject.ts';

const DAY = 86_400_000;

export const bluesky: Subject = {
  accountId: 'bluesky:olga.example',
  async open() {
    const world = new World('bluesky');
    world.join({ id: OWNER, handle: 'olga.example', name: 'Olga', joinedAt: NOW - 900 * DAY });
    PEOPLE.forEach((name, n) => {
      world.join({ id: did(name), handle: `${name}.example`, name, bio: 'Paints.', joinedAt: NOW - 500 * DAY });
      world.follow(did(name), OWNER, NOW - (n + 1) * DAY);
    });
    return {
      server: await startBluesky(world, { pageCap: PAGE, wall: () => NOW }),
      target: { kind: 'followers', target: OWNER },
      account: { stableId: OWNER, profile: { handle: 'olga.example', url: 'https://bsky.app/profile/olga.example' } },
      lose: () => {
        world.unfollow(did('ana'), OWNER);
        world.delete(did('ben'));
      },
    };
  },
  idOf: did,
  isList: ({ path }) => path.endsWith('getFollowers'),
  rows: (body) => listIn(field(body, 'followers')),
  rename: (row, text) => ({ ...copyOf(row), displayName: text }),
  repeat: (answer, { query }) => ({ ...answer, body: { ...copyOf(answer.body), cursor: query.get('cursor') } }),
  refusals: {
    unauthorized: { status: 401, body: { error: 'AuthRequired', message: 'Authentication Required' } },
    forbidden: { status: 403, body: { error: 'Forbidden', message: 'Forbidden' } },
    missing: { status: 400, body: { error: 'ActorNotFound', message: 'Actor not found: olga.example' } },
    limited: {
      status: 429,
      headers: { 'retry-after': '120' },
      body: { error: 'RateLimitExceeded', message: 'Rate Limit Exceeded' },
    },
  },
  findings: {
    ana: { account: 'active', inAudience: false },
    ben: { account: 'deleted', inAudience: false },
    gil: { account: 'active', inAudience: true },
  },
};
