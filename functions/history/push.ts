import * as z from 'zod';
import { givenAudienceId, givenKinds } from '../core/export-lists.ts';
import { type AudienceKind, NETWORK_IDS } from '../core/model.ts';
import { LARGEST_PART, MOST_IN_PART, sentPerson } from '../importing/parts.ts';
import { readAudienceRef } from '../storage/audiences.ts';
import {
  completePushed,
  listParts,
  type PushedName,
  type PushedState,
  putPart,
  readPushed,
} from '../storage/pushed-parts.ts';
import { findOne, ownersOf } from './owners.ts';
import { idParams } from './parameters.ts';
import { badRequest, Problem } from './problem.ts';
import { type HistoryApiDeps, jsonRoute } from './route.ts';
import { countShape } from './shapes.ts';

/** Parts of one list, and people of all of them together. */
const MOST_PARTS = 4_000;
const MOST_PEOPLE = 10_000_000;
/** How far in the future a list may have been taken: clocks differ a little. */
const MOST_AHEAD = 5 * 60_000;

const pushBody = z
  .strictObject({
    snapshot: z
      .string()
      .regex(/^[A-Za-z0-9_-]{8,64}$/, 'expected 8 to 64 letters, digits, "-" or "_": your own name for this one list')
      .describe('Your own name for this list; the same in all of its parts, and new for the next list.'),
    part: z.int().min(1).max(MOST_PARTS).optional().describe('Number of this part, from 1.'),
    people: z.array(sentPerson).min(1).max(MOST_IN_PART).optional(),
    complete: z.literal(true).optional().describe('These are all: the list is compared then.'),
    parts: z.int().min(1).max(MOST_PARTS).optional().describe('With `complete`: how many parts there are.'),
    takenAt: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('With `complete`: when the list was taken; now without.'),
    of: z
      .strictObject({ handle: z.string().max(100).optional(), stableId: z.string().max(100).optional() })
      .optional()
      .describe('With `complete`: whose list it says it is; compared with the account.'),
  })
  .check(({ value, issues }) => {
    const issue = (path: string, message: string) =>
      issues.push({ code: 'custom', path: [path], message, input: value });
    if ((value.part === undefined) !== (value.people === undefined))
      issue('people', 'expected part and people together');
    if ((value.complete === undefined) !== (value.parts === undefined))
      issue('parts', 'expected complete and parts together');
    if (value.part === undefined && value.complete === undefined)
      issue('part', 'expected a part, or complete, or both');
  });

const pushedShape = z.strictObject({
  audienceId: z.string(),
  snapshot: z.string(),
  /** `open`: more parts are to come. `waiting`: whole, and compared by the next tick. `taken`, `refused`: done. */
  state: z.enum(['open', 'waiting', 'taken', 'refused']),
  parts: countShape,
  people: countShape,
  /** Why it was refused, and what to do. */
  reason: z.string().optional(),
});

/** Takes a list from anywhere, in parts. It is kept only; the next tick compares it, by the rules for every list. */
export const pushSnapshotRoute = jsonRoute(
  {
    method: 'POST',
    path: '/v1/audiences/{id}/snapshots',
    summary: 'Sends a list, in parts of up to 1 MB; what was sent may be sent again. Compared once it is complete.',
    scope: 'push',
    params: idParams,
    query: z.strictObject({ owner: z.string().max(100).optional() }),
    body: pushBody,
    longestBody: LARGEST_PART,
    status: 202,
    response: pushedShape,
  },
  async ({ deps, grant, params, query, body }): Promise<z.input<typeof pushedShape>> => {
    const { owner, thing: target } = await findOne(ownersOf(grant, query.owner), (id) => targetOf(deps, id, params.id));
    const name: PushedName = { owner, audienceId: params.id, snapshot: body.snapshot };
    const wall = deps.clock.wall();
    const before = await readPushed(deps.db, name);
    if (body.part !== undefined && body.people !== undefined) {
      if (before !== undefined && body.part > before.parts) {
        throw new Problem(409, `This list was completed with ${before.parts} parts. Send another under another name.`);
      }
      const isOther = (await putPart(deps.db, name, { part: body.part, people: body.people }, wall)) === 'other';
      if (isOther) {
        throw new Problem(
          409,
          `Something else was sent as part ${body.part} of this list. Send another list under another name.`,
        );
      }
    }
    if (body.complete === undefined || body.parts === undefined)
      return before === undefined ? openView(deps, name) : view(name, before);
    const { parts } = body;
    const takenAt = body.takenAt === undefined ? (before?.takenAt ?? deps.clock.now()) : Date.parse(body.takenAt);
    if (takenAt > deps.clock.now() + MOST_AHEAD) {
      throw badRequest([{ parameter: 'takenAt', message: 'expected a time that is not still to come' }]);
    }
    if (before !== undefined && (before.parts !== parts || before.takenAt !== takenAt)) {
      throw new Problem(409, 'This list was completed otherwise before. Send another under another name.');
    }
    const people = before?.people ?? (await peopleOf(deps, name, parts));
    const of = { handle: body.of?.handle, stableId: body.of?.stableId };
    return view(name, await completePushed(deps.db, name, { ...target, parts, people, takenAt, of }, wall));
  },
);

interface Target {
  readonly accountId: string;
  readonly kind: AudienceKind;
}

/**
 * Which account's list an id means: of an account that the owner declares, or of one that has it already.
 * @throws Problem 400 for one that is only read by API
 */
async function targetOf(deps: HistoryApiDeps, owner: string, id: string): Promise<Target | undefined> {
  const ref = await readAudienceRef(deps.db, owner, id);
  const declared = deps.config.owners.find((one) => one.id === owner)?.accounts.map((account) => account.id) ?? [];
  const accounts = ref === undefined ? declared : [ref.accountId, ...declared];
  for (const accountId of accounts) {
    const network = NETWORK_IDS.find((one) => accountId.startsWith(`${one}:`));
    const kind =
      network === undefined ? undefined : givenKinds(network).find((one) => givenAudienceId(accountId, one) === id);
    if (kind !== undefined) return { accountId, kind };
  }
  if (ref === undefined) return undefined;
  throw badRequest([
    { parameter: 'id', message: 'this audience is read by API; expected one of a list or of an export' },
  ]);
}

/** How many people there are in parts 1 to `parts`. @throws Problem 409 if parts are missing or too many */
async function peopleOf(deps: HistoryApiDeps, name: PushedName, parts: number): Promise<number> {
  const there = await listParts(deps.db, name);
  const numbers = new Set(there.map(({ part }) => part));
  const missing = Array.from({ length: parts }, (_, at) => at + 1).filter((part) => !numbers.has(part));
  if (missing.length > 0) {
    throw new Problem(409, `Not all parts are there: send ${missing.slice(0, 20).join(', ')}, then complete it again.`);
  }
  if (there.length > parts) {
    throw new Problem(
      409,
      `There are ${there.length} parts, and ${parts} would be all. Send the list again under another name.`,
    );
  }
  const people = there.reduce((sum, part) => sum + part.people, 0);
  if (people > MOST_PEOPLE) throw new Problem(413, `Send at most ${MOST_PEOPLE} people in one list.`);
  return people;
}

async function openView(deps: HistoryApiDeps, name: PushedName): Promise<z.input<typeof pushedShape>> {
  const parts = await listParts(deps.db, name);
  const people = parts.reduce((sum, part) => sum + part.people, 0);
  const { audienceId, snapshot } = name;
  return { audienceId, snapshot, state: 'open', parts: parts.length, people };
}

function view(
  { audienceId, snapshot }: PushedName,
  { state, parts, people, reason }: PushedState,
): z.input<typeof pushedShape> {
  return { audienceId, snapshot, state, parts, people, ...(reason === undefined ? {} : { reason }) };
}
