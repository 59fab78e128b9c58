import { listAccounts } from '../storage/accounts.ts';
import type { Head } from '../storage/items.ts';
import { audienceDetailShape, audienceShape, audienceView, likesView, postViews } from './audience-view.ts';
import { findAudience, headsOf, type ShownAudience, shownAudiences, waitsOf } from './find-audience.ts';
import { ownersOf } from './owners.ts';
import { answerPage } from './page.ts';
import { idParams, itemQuery, listQuery, noParams } from './parameters.ts';
import { notFound } from './problem.ts';
import { refusedPulls } from './refused-pulls.ts';
import { type HistoryApiDeps, jsonRoute, listRoute } from './route.ts';
import { pageOf } from './shapes.ts';
import { type Budget, MOST_READ, type Part, pageById, walk } from './walk.ts';

/** What a head costs of a request's budget. */
const HEAD_COST = 2;

export const listAudiencesRoute = listRoute(
  {
    method: 'GET',
    path: '/v1/audiences',
    summary: 'The audiences of all accounts; the posts of an account together as its likes.',
    scope: 'read',
    params: noParams,
    query: listQuery,
    item: audienceShape,
    response: pageOf(audienceShape),
  },
  async (asked) => {
    const { deps, grant, query } = asked;
    const owners = ownersOf(grant, query.owner);
    const waits = await waitsOf(deps);
    const budget = { left: MOST_READ };
    return answerPage(asked, { path: '/v1/audiences', owners }, (position) =>
      walk(owners, position, query.limit, budget, async (owner, after, room) => {
        const accounts = (await listAccounts(deps.db, owner)).map(({ accountId }) => accountId).sort();
        return walk(accounts, after, room, budget, async (accountId, last, rest) => {
          const page = pageById(await shownAudiences(deps, owner, accountId), ({ id }) => id, last, rest);
          return { ...page, items: await views(deps, page.items, waits, budget) };
        });
      }),
    );
  },
);

export const readAudienceRoute = jsonRoute(
  {
    method: 'GET',
    path: '/v1/audiences/{id}',
    summary: 'One audience, with the pulls that were not believed; the likes of an account with their posts.',
    scope: 'read',
    params: idParams,
    query: itemQuery,
    response: audienceDetailShape,
  },
  async ({ deps, grant, params, query }) => {
    const { thing: audience } = await findAudience(deps, ownersOf(grant, query.owner), params.id);
    const [heads, waits] = await Promise.all([headsOf(deps, [audience]), waitsOf(deps)]);
    const view = viewOf(audience, heads, waits);
    if (view === undefined) throw notFound();
    const detail = { ...view, refusedPulls: await refusedPulls(deps, audience, heads) };
    return audience.isGroup ? { ...detail, posts: postViews([...heads.values()]) } : detail;
  },
);

async function views(
  deps: HistoryApiDeps,
  audiences: readonly ShownAudience[],
  waits: ReadonlyMap<string, number>,
  budget: Budget,
): Promise<Part<NonNullable<ReturnType<typeof viewOf>>>['items']> {
  const heads = await headsOf(deps, audiences);
  budget.left -= heads.size * HEAD_COST;
  return audiences.flatMap((audience) => viewOf(audience, heads, waits) ?? []);
}

function viewOf(audience: ShownAudience, heads: ReadonlyMap<string, Head>, waits: ReadonlyMap<string, number>) {
  const [head, ...others] = audience.refs.flatMap(({ key }) => heads.get(key) ?? []);
  if (head === undefined) return undefined;
  const name = { id: audience.id, accountId: audience.refs[0].accountId };
  return audience.isGroup ? likesView(name, [head, ...others], waits) : audienceView(name, head, waits);
}
