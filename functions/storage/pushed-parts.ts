import { createHash } from 'node:crypto';
import * as z from 'zod';
import { AUDIENCE_KINDS } from '../core/model.ts';
import {
  batchGet,
  batchWrite,
  type Db,
  getItem,
  type Item,
  isExpired,
  putItem,
  queryPages,
  queryPrefix,
  updateItem,
} from './db.ts';
import { PUSHED_INDEX, pushedIndexKey, pushedKey } from './keys.ts';
import { packJson, unpackJson } from './pack.ts';

/** A list that is being sent: to which audience of whom, under the name that its sender gave it. */
export interface PushedName {
  readonly owner: string;
  readonly audienceId: string;
  readonly snapshot: string;
}

/** Bytes of a packed part in one item: what an item may hold, less what stands beside it. */
const MOST_IN_ITEM = 350_000;
/** What was begun and never completed goes after so long, in seconds. */
const KEPT = 3 * 24 * 60 * 60;
/** How often a list that is whole is tried when something goes wrong inside. */
const MOST_TRIES = 5;

const partSchema = z.object({ part: z.int(), hash: z.string(), people: z.int(), items: z.int() });
type PartItem = z.output<typeof partSchema>;

const ofSchema = z.object({ handle: z.string().optional(), stableId: z.string().optional() });
const stateSchema = z.object({
  accountId: z.string(),
  kind: z.enum(AUDIENCE_KINDS),
  parts: z.int(),
  people: z.int(),
  /** Epoch ms. */
  takenAt: z.number(),
  of: ofSchema,
  state: z.enum(['waiting', 'taken', 'refused']),
  reason: z.string().optional(),
  tries: z.int().default(0),
});

/** A list that its sender has called complete, and what came of it. */
export type PushedState = Readonly<z.output<typeof stateSchema>>;

const pad = (part: number): string => String(part).padStart(6, '0');
const partKey = (name: PushedName, part: number) =>
  pushedKey(name.owner, name.audienceId, name.snapshot, `PART#${pad(part)}`);
const stateKey = (name: PushedName) => pushedKey(name.owner, name.audienceId, name.snapshot, 'STATE');
const dataKey = (name: PushedName, { part, hash }: Pick<PartItem, 'part' | 'hash'>, item: number) =>
  pushedKey(name.owner, name.audienceId, name.snapshot, `DATA#${pad(part)}#${hash}#${pad(item)}`);

/**
 * Keeps one part. The data come first, under a key with their hash, so that two who send different things as the same
 * part cannot mix them; whoever notes the part first has it.
 * @param now wall clock, epoch ms
 * @returns `other` if something else was sent as this part before
 */
export async function putPart(
  db: Db,
  name: PushedName,
  { part, people }: { readonly part: number; readonly people: readonly unknown[] },
  now: number,
): Promise<'kept' | 'other'> {
  const json = JSON.stringify(people);
  const hash = createHash('sha256').update(json).digest('hex').slice(0, 32);
  const known = partSchema.safeParse(await getItem(db, partKey(name, part), { consistent: true })).data;
  if (known !== undefined) return known.hash === hash ? 'kept' : 'other';
  const packed = packJson(people);
  const expiresAt = Math.floor(now / 1000) + KEPT;
  let items = 0;
  for (let from = 0; from < packed.length || items === 0; from += MOST_IN_ITEM) {
    await putItem(db, dataKey(name, { part, hash }, items), {
      data: packed.subarray(from, from + MOST_IN_ITEM),
      expiresAt,
    });
    items += 1;
  }
  const isKept = await putItem(
    db,
    partKey(name, part),
    { part, hash, people: people.length, items, expiresAt },
    { expression: 'attribute_not_exists(pk) OR #hash = :hash', names: { '#hash': 'hash' }, values: { ':hash': hash } },
  );
  return isKept ? 'kept' : 'other';
}

/** The parts that are there, by number. */
export async function listParts(db: Db, name: PushedName): Promise<readonly PartItem[]> {
  const { pk, sk } = pushedKey(name.owner, name.audienceId, name.snapshot, 'PART#');
  return (await queryPrefix(db, pk, sk, { consistent: true })).map((item) => partSchema.parse(item));
}

export async function readPushed(db: Db, name: PushedName): Promise<PushedState | undefined> {
  const item = await getItem(db, stateKey(name), { consistent: true });
  return item === undefined ? undefined : stateSchema.parse(item);
}

/**
 * Calls a list complete: from now on it waits for the next tick. Safe to repeat.
 * @returns the state that stands, which is another's if the list was completed before
 */
export async function completePushed(
  db: Db,
  name: PushedName,
  facts: Omit<PushedState, 'state' | 'reason' | 'tries'>,
  now: number,
): Promise<PushedState> {
  const expiresAt = Math.floor(now / 1000) + KEPT;
  const isNew = await putItem(
    db,
    stateKey(name),
    { ...facts, state: 'waiting', tries: 0, expiresAt },
    { expression: 'attribute_not_exists(pk)' },
  );
  const state = (isNew ? undefined : await readPushed(db, name)) ?? { ...facts, state: 'waiting', tries: 0 };
  // After the state, and again by whoever repeats the call: one that was cut off in between would wait for ever.
  if (state.state === 'waiting')
    await putItem(db, pushedIndexKey(name.owner, name.audienceId, name.snapshot), { ...name, expiresAt });
  return state;
}

const nameSchema = z.object({ owner: z.string(), audienceId: z.string(), snapshot: z.string() });

/** Lists that are whole and wait. @param now wall clock, epoch ms */
export async function listWaiting(db: Db, limit: number, now: number): Promise<PushedName[]> {
  const names: PushedName[] = [];
  const pages = queryPages(db, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': PUSHED_INDEX },
    Limit: limit,
  });
  for await (const page of pages) {
    for (const item of page) if (!isExpired(item, now)) names.push(nameSchema.parse(item));
    if (names.length >= limit) break;
  }
  return names.slice(0, limit);
}

/** The people of a whole list, part by part. @throws Error if a part is not as it was noted */
export async function* pushedPeople(db: Db, name: PushedName): AsyncGenerator<unknown> {
  for (const part of await listParts(db, name)) {
    const keys = Array.from({ length: part.items }, (_, item) => dataKey(name, part, item));
    const items = await batchGet(db, keys, { consistent: true });
    yield unpackJson(Buffer.concat(items.map((item) => bytesOf(item))));
  }
}

function bytesOf(item: Item | undefined): Uint8Array {
  const data = item?.['data'];
  if (data instanceof Uint8Array) return data;
  throw new Error('A part of a list that was sent is missing.');
}

/** Notes what came of a list, lets it wait no more, and removes its people: they are where they belong, or nowhere. */
export async function settlePushed(
  db: Db,
  name: PushedName,
  result: { readonly state: 'taken' | 'refused'; readonly reason?: string },
): Promise<void> {
  await updateItem(db, stateKey(name), { set: { state: result.state, reason: result.reason } });
  const data: { delete: { pk: string; sk: string } }[] = [];
  for (const part of await listParts(db, name)) {
    for (let item = 0; item < part.items; item += 1) data.push({ delete: dataKey(name, part, item) });
  }
  await batchWrite(db, [...data, { delete: pushedIndexKey(name.owner, name.audienceId, name.snapshot) }]);
}

/** Counts a try that failed for no fault of the list. @returns whether there may be another */
export async function countTry(db: Db, name: PushedName): Promise<boolean> {
  await updateItem(db, stateKey(name), { add: { tries: 1 } });
  return ((await readPushed(db, name))?.tries ?? MOST_TRIES) < MOST_TRIES;
}
