import * as z from 'zod';
import { personId } from '../core/ids.ts';
import type { RosterRow } from '../core/model.ts';
import { CorruptRosterError } from '../roster/errors.ts';
import { changedSince, readSegments } from '../roster/one-person.ts';
import { readHead } from '../storage/heads.ts';
import type { Head } from '../storage/items.ts';
import { findAudience } from './find-audience.ts';
import { hiddenPeople } from './hidden-people.ts';
import { ownersOf } from './owners.ts';
import { answerPage } from './page.ts';
import { idParams, memberQuery } from './parameters.ts';
import { memberShape } from './person-shapes.ts';
import { memberView } from './person-view.ts';
import { Problem } from './problem.ts';
import { type HistoryApiDeps, listRoute } from './route.ts';
import { pageOf } from './shapes.ts';
import { type Part, walk } from './walk.ts';

/** A longer log cannot be read within the time of a request. */
const MOST_LOG_BYTES = 24_000_000;
/** Segments and posts that one page reads, at most. */
const MOST_STEPS = 25;

/**
 * Where a page ended. A walk stays with the roster as it was when it began: its base and log lie there for an hour after
 * they were replaced. Whom the log names come first, then the rest of the base, segment after segment.
 */
const positionShape = z.object({
  generation: z.string(),
  baseVersion: z.number().int(),
  segments: z.number().int().min(0),
  version: z.number().int(),
  /** -1: among those whom the log names. */
  segment: z.number().int().min(-1),
  index: z.number().int().min(0),
});
type Position = z.output<typeof positionShape>;

export const listMembersRoute = listRoute(
  {
    method: 'GET',
    path: '/v1/audiences/{id}/people',
    summary: "Everybody in an audience, in the order of its roster; of an account's likes, post after post.",
    description:
      'Each person once per list, while pulls go on: a walk stays with the roster as it was when it began, and must end ' +
      'within an hour. `state=present` leaves out who was lost.',
    scope: 'read',
    params: idParams,
    query: memberQuery,
    item: memberShape,
    response: pageOf(memberShape),
  },
  async (asked) => {
    const { deps, grant, params, query } = asked;
    const { owner, thing } = await findAudience(deps, ownersOf(grant, query.owner), params.id);
    const keys = [...new Set(thing.refs.map(({ key }) => key))].sort();
    const erased = await hiddenPeople(deps.db, owner);
    const isWanted = (head: Head, row: RosterRow): boolean =>
      (query.state === undefined || query.state.includes(row.state)) && !erased.has(personId(head.network, row.id));
    const path = `/v1/audiences/${params.id}/people`;
    const budget = { left: MOST_STEPS * 100 };
    return answerPage(asked, { path, owners: [owner] }, (position) =>
      walk(keys, position, query.limit, budget, async (key, after, room) => {
        const head = await readHead(deps.db, key, { consistent: true });
        if (head === undefined || head.version === 0) return { items: [] };
        const { items, next } = await readMembers(deps, head, after, room, (row) => isWanted(head, row));
        return { items: items.map((row) => memberView(head, row)), next };
      }),
    );
  },
);

async function readMembers(
  { db }: HistoryApiDeps,
  head: Head,
  after: unknown,
  room: number,
  isWanted: (row: RosterRow) => boolean,
): Promise<Part<RosterRow>> {
  const { generation, baseVersion, segments, version } = head;
  const begun: Position = { generation, baseVersion, segments, version, segment: -1, index: 0 };
  const at = after === undefined ? begun : positionShape.parse(after);
  if (head.logBytes > MOST_LOG_BYTES) {
    throw new Problem(422, 'This audience is too large to be listed whole. Search it: /v1/people?audience=…');
  }
  const log = at.generation === generation ? head : { ...head, baseVersion: at.baseVersion };
  const changed = await inTime(() => changedSince(db, log, at.baseVersion, at.version));
  const rows: RosterRow[] = [];
  for (let steps = 0; at.segment < at.segments; steps += 1) {
    if (steps === MOST_STEPS) return { items: rows, next: { ...at } };
    const batch = await inTime(() => batchOf(db, head.key, at, changed));
    while (at.index < batch.length) {
      if (rows.length === room) return { items: rows, next: { ...at } };
      const row = batch[at.index];
      at.index += 1;
      if (row !== undefined && isWanted(row)) rows.push(row);
    }
    at.segment += 1;
    at.index = 0;
  }
  return { items: rows };
}

async function batchOf(
  db: HistoryApiDeps['db'],
  key: string,
  { generation, segment }: Position,
  changed: ReadonlyMap<string, RosterRow | undefined>,
): Promise<RosterRow[]> {
  if (segment === -1) {
    const rows = [...changed.values()].filter((row) => row !== undefined);
    return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  }
  const [base = []] = await readSegments(db, { key, generation }, [segment]);
  return base.filter(({ id }) => !changed.has(id));
}

/** What is gone was replaced more than an hour ago. */
async function inTime<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof CorruptRosterError)) throw error;
    throw new Problem(410, 'This walk began too long ago: the list has been written anew. Start again without cursor.');
  }
}
