import * as z from 'zod';
import { listSnapshots } from '../storage/snapshots.ts';
import { findAudience } from './find-audience.ts';
import { ownersOf } from './owners.ts';
import { answerPage } from './page.ts';
import { idParams, timeQuery } from './parameters.ts';
import { listRoute } from './route.ts';
import { pageOf } from './shapes.ts';
import { snapshotShape, snapshotView } from './snapshot-view.ts';
import { MOST_READ, walk } from './walk.ts';

export const listSnapshotsRoute = listRoute(
  {
    method: 'GET',
    path: '/v1/audiences/{id}/snapshots',
    summary: "What each pull of an audience saw, newest first; of an account's likes, post after post.",
    scope: 'read',
    params: idParams,
    query: timeQuery,
    item: snapshotShape,
    response: pageOf(snapshotShape),
  },
  async (asked) => {
    const { deps, grant, params, query } = asked;
    const { owner, thing } = await findAudience(deps, ownersOf(grant, query.owner), params.id);
    const { from = 0, to } = query;
    const idByKey = new Map(thing.refs.map((ref) => [ref.key, ref.audienceId]));
    const keys = [...idByKey.keys()].sort();
    const path = `/v1/audiences/${params.id}/snapshots`;
    return answerPage(asked, { path, owners: [owner] }, (position) =>
      walk(keys, position, query.limit, { left: MOST_READ }, async (key, after, room) => {
        const before = z.number().optional().parse(after) ?? to;
        // One more than there is room for tells whether another page follows.
        const found = await listSnapshots(deps.db, key, { before, limit: room + 1, now: deps.clock.now() });
        const wanted = found.filter(({ at }) => at >= from);
        const page = wanted.slice(0, room);
        return {
          items: page.map((snapshot) => snapshotView(owner, idByKey.get(key) ?? params.id, snapshot)),
          next: wanted.length > page.length ? page.at(-1)?.at : undefined,
        };
      }),
    );
  },
);
