import * as z from 'zod';
import { withoutPeople } from '../core/without-people.ts';
import { listEditions, readEdition } from '../storage/digests.ts';
import { editionDetailShape, editionShape } from './digest-shapes.ts';
import { editionDetailView, editionView } from './digest-view.ts';
import { hiddenPeople } from './hidden-people.ts';
import { findOne, ownersOf } from './owners.ts';
import { answerPage } from './page.ts';
import { idParams, itemQuery, listQuery, noParams } from './parameters.ts';
import { notFound } from './problem.ts';
import { type Asked, jsonRoute, listRoute, pageRoute } from './route.ts';
import { pageOf } from './shapes.ts';
import { MOST_READ, walk } from './walk.ts';

export const listDigestsRoute = listRoute(
  {
    method: 'GET',
    path: '/v1/digests',
    summary: 'The editions of all digests, newest first; of several owners one after another.',
    scope: 'read',
    params: noParams,
    query: listQuery,
    item: editionShape,
    response: pageOf(editionShape),
  },
  async (asked) => {
    const { deps, grant, query } = asked;
    const owners = ownersOf(grant, query.owner);
    const now = deps.clock.now();
    return answerPage(asked, { path: '/v1/digests', owners }, (position) =>
      walk(owners, position, query.limit, { left: MOST_READ }, async (owner, after, room) => {
        const before = z.string().optional().parse(after);
        // One more than there is room for tells whether another page follows.
        const editions = await listEditions(deps.db, owner, undefined, { before, limit: room + 1, now });
        const page = editions.slice(0, room);
        return {
          items: page.map((edition) => editionView(owner, edition)),
          next: editions.length > page.length ? page.at(-1)?.id : undefined,
        };
      }),
    );
  },
);

/** `weekly:2026-11-16` */
const EDITION_ID = /^(?<digestId>[a-z0-9-]{1,60}):(?<period>\d{4}-\d{2}-\d{2})$/;

export const readDigestRoute = jsonRoute(
  {
    method: 'GET',
    path: '/v1/digests/{id}',
    summary: 'One edition with everything its mail tells.',
    scope: 'read',
    params: idParams,
    query: itemQuery,
    response: editionDetailShape,
  },
  async (asked) => {
    const { owner, thing } = await findEdition(asked, asked.params.id, asked.query.owner);
    return editionDetailView(owner, thing);
  },
);

export const readDigestHtmlRoute = pageRoute(
  {
    method: 'GET',
    path: '/v1/digests/{id}/html',
    summary: 'One edition as its mail looks, from what was frozen. Its links and buttons are not those of a mail.',
    scope: 'read',
    params: idParams,
    query: itemQuery,
    response: z.string(),
  },
  async (asked) => {
    const { deps, params, query, origin } = asked;
    const { owner, thing } = await findEdition(asked, params.id, query.owner);
    const timeZone = deps.config.owners.find(({ id }) => id === owner)?.timeZone ?? 'UTC';
    const { renderDigest } = await import('../digest/render.ts');
    // Nobody is unsubscribed from here: the link leads to what is kept and why.
    const { html } = renderDigest(thing, { timeZone, unsubscribeUrl: `${origin}/privacy` });
    return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', ...MAIL_POLICY }, body: html };
  },
);

/** A mail's own styles, and nothing from anywhere else. */
const MAIL_POLICY = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
};

async function findEdition(
  { deps, grant }: Pick<Asked<unknown, unknown>, 'deps' | 'grant'>,
  id: string,
  owner?: string,
) {
  const { digestId, period } = EDITION_ID.exec(id)?.groups ?? {};
  if (digestId === undefined || period === undefined) throw notFound();
  const now = deps.clock.now();
  const found = await findOne(ownersOf(grant, owner), (one) => readEdition(deps.db, one, digestId, period, now));
  const hidden = await hiddenPeople(deps.db, found.owner);
  return hidden.size === 0 ? found : { ...found, thing: withoutPeople(found.thing, (id) => hidden.has(id)) };
}
