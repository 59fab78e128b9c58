import { NOW } from '../../fakes/connect.ts';
import { NOT_ENROLLED, startX, X_OWNER, X_TOKEN, XWorld } from '../../fakes/x.ts';
import { copyOf, field, listIn, PAGE, PEOPLE, type Subject } from '../subject.ts';

const idOf = (name: string): string => String(2_000 + PEOPLE.indexOf(name as 'ana'));

export const x: Subject = {
  accountId: 'x:olive',
  token: X_TOKEN,
  async open() {
    const world = new XWorld();
    for (const name of PEOPLE) world.follow({ id: idOf(name), username: name, name, bio: 'Paints.' });
    world.pageCap = PAGE;
    return {
      server: await startX(world, { wall: () => NOW }),
      target: { kind: 'followers', target: X_OWNER },
      account: { stableId: X_OWNER, profile: { handle: 'olive', url: 'https://x.com/olive' } },
      lose: () => {
        world.unfollow(idOf('ana'));
        world.unfollow(idOf('ben'));
        world.find(idOf('ben')).state = 'deleted';
      },
    };
  },
  idOf,
  isList: ({ path }) => path.endsWith('/followers'),
  rows: (body) => listIn(field(body, 'data')),
  rename: (row, text) => ({ ...copyOf(row), name: text }),
  repeat: (answer, { query }) => {
    const body = copyOf(answer.body);
    return {
      ...answer,
      body: { ...body, meta: { ...copyOf(body['meta']), next_token: query.get('pagination_token') } },
    };
  },
  refusals: {
    unauthorized: {
      status: 401,
      body: { title: 'Unauthorized', type: 'about:blank', status: 401, detail: 'Unauthorized' },
    },
    forbidden: NOT_ENROLLED,
    missing: { status: 404, body: { title: 'Not Found Error', type: 'about:blank', status: 404, detail: 'Not Found' } },
    limited: {
      status: 429,
      headers: { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': String(NOW / 1000 + 120) },
      body: { title: 'Too Many Requests', detail: 'Too Many Requests', type: 'about:blank', status: 429 },
    },
  },
  findings: {
    ana: { account: 'active', inAudience: false },
    ben: { account: 'deleted' },
    gil: { account: 'active', inAudience: true },
  },
};
