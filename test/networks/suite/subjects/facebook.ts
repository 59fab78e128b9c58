import { facebookWorld, facebook as graph, graphRefusal, PAGE_ID, psid } from '../../fakes/facebook.ts';
import { copyOf, field, listIn, PAGE, PEOPLE, type Subject, serveFake } from '../subject.ts';

const idOf = (name: string): string => psid(PEOPLE.indexOf(name as 'ana'));
const POST = `${PAGE_ID}_5`;
const answerOf = ({ status = 200, body }: ReturnType<typeof graphRefusal>, headers = {}) => ({ status, body, headers });
const usage = { call_count: 100, total_cputime: 4, total_time: 9, type: 'pages', estimated_time_to_regain_access: 2 };

/** The reactions on a post: the one list of people that a Page has. */
export const facebook: Subject = {
  accountId: 'facebook:alices-bakery',
  token: 'EAA-a-page-token',
  async open() {
    const world = facebookWorld({ pageSize: PAGE });
    const post = (names: readonly string[]) => ({
      ...{ id: POST, at: '2026-11-20T08:00:00+0000', message: 'New bread' },
      reactions: names.map((name) => [idOf(name), name] as const),
    });
    world.posts = [post(PEOPLE)];
    return {
      server: await serveFake(graph(world)),
      target: { kind: 'likes', item: '5', target: POST, count: PEOPLE.length },
      account: {
        stableId: PAGE_ID,
        profile: { handle: 'alices-bakery', url: 'https://www.facebook.com/alices-bakery' },
      },
      lose: () => {
        world.posts = [post(PEOPLE.slice(2))];
      },
    };
  },
  idOf,
  isList: ({ path }) => path.endsWith('/reactions'),
  rows: (body) => listIn(field(body, 'data')),
  rename: (row, text) => ({ ...copyOf(row), name: text }),
  repeat: (answer, { query }) => {
    const paging = { cursors: { after: query.get('after') }, next: 'https://graph.facebook.com/next' };
    return { ...answer, body: { ...copyOf(answer.body), paging } };
  },
  refusals: {
    unauthorized: answerOf(graphRefusal(190, 'Error validating access token: Session has expired', 463, 401)),
    forbidden: answerOf(graphRefusal(200, 'Requires pages_read_engagement permission', undefined, 403)),
    missing: answerOf(graphRefusal(100, 'Unsupported get request. Object does not exist', 33)),
    limited: answerOf(graphRefusal(80_001, 'There have been too many calls to this Page account.'), {
      'x-business-use-case-usage': JSON.stringify({ [PAGE_ID]: [usage] }),
    }),
  },
  // Nobody can be looked up by an id that is scoped to a Page.
  findings: { ana: {}, ben: {}, gil: { inAudience: true } },
};
