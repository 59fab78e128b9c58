import * as z from 'zod';
import { groupKey, parsePersonId } from '../core/ids.ts';
import { NETWORK_IDS } from '../core/model.ts';
import { listChanges, listPersonChanges } from '../storage/changes.ts';
import type { StoredChange } from '../storage/items.ts';
import { changeShape, changeView } from './change-view.ts';
import { findAudience, type ShownAudience } from './find-audience.ts';
import { hiddenPeople, isHidden } from './hidden-people.ts';
import { ownersOf } from './owners.ts';
import { answerPage } from './page.ts';
import { type ChangeQuery, changeQuery, idParams, noParams } from './parameters.ts';
import { notFound } from './problem.ts';
import { type HistoryApiDeps, listRoute } from './route.ts';
import { pageOf } from './shapes.ts';
import { type Budget, MOST_READ, type Part, walk } from './walk.ts';

type ChangeView = z.input<typeof changeShape>;

export const listChangesRoute = listRoute(
  {
    method: 'GET',
    path: '/v1/changes',
    summary: 'Told changes over all audiences, newest first; of several owners one after another.',
    scope: 'read',
    params: noParams,
    query: changeQuery,
    item: changeShape,
    response: pageOf(changeShape),
  },
  async (asked) => {
    const { deps, grant, query } = asked;
    const owners = ownersOf(grant, query.owner);
    const budget = { left: MOST_READ };
    return answerPage(asked, { path: '/v1/changes', owners }, (position) =>
      walk(owners, position, query.limit, budget, async (owner, after, room) => {
        const hidden = await hiddenPeople(deps.db, owner);
        return readTimeline(deps, { owner }, query, { after, room, budget, hidden });
      }),
    );
  },
);

export const listAudienceChangesRoute = listRoute(
  {
    method: 'GET',
    path: '/v1/audiences/{id}/changes',
    summary: 'Told changes of one audience, newest first.',
    scope: 'read',
    params: idParams,
    query: changeQuery,
    item: changeShape,
    response: pageOf(changeShape),
  },
  async (asked) => {
    const { deps, grant, params, query } = asked;
    const owners = ownersOf(grant, query.owner);
    const { owner, thing: audience } = await findAudience(deps, owners, params.id);
    const [ref] = audience.refs;
    const isOfAudience = belongsTo(audience);
    const hidden = await hiddenPeople(deps.db, owner);
    const path = `/v1/audiences/${params.id}/changes`;
    return answerPage(asked, { path, owners: [owner] }, (position) =>
      readTimeline(deps, { group: groupKey(ref.key) }, query, {
        after: position,
        room: query.limit,
        budget: { left: MOST_READ },
        isWanted: isOfAudience,
        hidden,
      }),
    );
  },
);

export const listPersonChangesRoute = listRoute(
  {
    method: 'GET',
    path: '/v1/people/{id}/changes',
    summary: 'When one person was lost, came back or moved, over all audiences, newest first.',
    scope: 'read',
    params: idParams,
    query: changeQuery,
    item: changeShape,
    response: pageOf(changeShape),
  },
  async (asked) => {
    const { deps, grant, params, query } = asked;
    const network = parsePersonId(params.id)?.network;
    if (!NETWORK_IDS.some((known) => known === network)) throw notFound();
    const owners = ownersOf(grant, query.owner);
    const path = `/v1/people/${params.id}/changes`;
    return answerPage(asked, { path, owners }, (position) =>
      walk(owners, position, query.limit, { left: MOST_READ }, async (owner, after, room) => {
        const hidden = await hiddenPeople(deps.db, owner);
        const told = await listPersonChanges(deps.db, owner, params.id, { now: deps.clock.now() });
        const shown = told.filter((change) => !isHidden(change, hidden));
        return pageOfPerson(shown, query, after, room);
      }),
    );
  },
);

interface Reading {
  readonly after: unknown;
  readonly room: number;
  readonly budget: Budget;
  readonly hidden: ReadonlySet<string>;
  readonly isWanted?: (change: StoredChange) => boolean;
}

async function readTimeline(
  { db, clock }: HistoryApiDeps,
  where: { readonly owner: string } | { readonly group: string },
  query: ChangeQuery,
  { after, room, budget, hidden, isWanted = () => true }: Reading,
): Promise<Part<ChangeView>> {
  const { items, next } = await listChanges(db, where, {
    from: query.from,
    to: query.to,
    limit: room,
    after: z.string().optional().parse(after),
    newestFirst: true,
    now: clock.now(),
    keep: (change) => {
      budget.left -= 1;
      return isAsked(change, query) && isWithin(change, query) && isWanted(change) && !isHidden(change, hidden);
    },
  });
  return { items: items.map(changeView), next };
}

/** Whom the owner follows is read for reciprocity and never told. */
function isAsked(change: StoredChange, { kind, verdict, network }: ChangeQuery): boolean {
  return (
    change.audienceKind !== 'following' &&
    (network === undefined || network.some((one) => change.audienceId.startsWith(`${one}:`))) &&
    (kind === undefined || kind.includes(change.kind)) &&
    (verdict === undefined || (change.verdict !== undefined && verdict.includes(change.verdict)))
  );
}

/** A post's changes lie among those of all posts, perhaps told under an earlier handle of the account. */
function belongsTo({ id, isGroup, refs: [ref] }: ShownAudience): (change: StoredChange) => boolean {
  if (isGroup || ref.kind !== 'likes') return () => true;
  const post = id.slice(id.lastIndexOf(':likes:'));
  return (change) => change.audienceId.endsWith(post);
}

const personPosition = z.object({ detectedAt: z.number(), id: z.string() }).optional();

/** The changes of one person are few; they are read whole and cut here. */
function pageOfPerson(
  all: readonly StoredChange[],
  query: ChangeQuery,
  after: unknown,
  room: number,
): Part<ChangeView> {
  const last = personPosition.parse(after);
  const rest = all
    .filter((change) => isAsked(change, query) && isWithin(change, query))
    .filter((change) => last === undefined || newestFirst(last, change) < 0)
    .toSorted(newestFirst);
  const page = rest.slice(0, room);
  const end = page.at(-1);
  const items = page.map(changeView);
  return rest.length > page.length && end !== undefined
    ? { items, next: { detectedAt: end.detectedAt, id: end.id } }
    : { items };
}

function isWithin({ detectedAt }: StoredChange, { from = 0, to = Number.POSITIVE_INFINITY }: ChangeQuery): boolean {
  return detectedAt >= from && detectedAt < to;
}

type Placed = Pick<StoredChange, 'detectedAt' | 'id'>;

function newestFirst(a: Placed, b: Placed): number {
  return b.detectedAt - a.detectedAt || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}
