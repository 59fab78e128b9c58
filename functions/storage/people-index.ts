import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { NETWORK_IDS, PERSON_STATES, VERDICTS } from '../core/model.ts';
import { batchGet, batchWrite, type Db, getItem, putItem, queryPages } from './db.ts';
import { peopleIndexKey, peopleIndexPartKey, peopleIndexPk } from './keys.ts';
import { packJson, unpackJson } from './pack.ts';

/** People in one part: about 100 KB once packed, and never beyond an item's 400 KB for bios as short as ours. */
const PART = 1_000;

const place = z.object({
  city: z.string().optional(),
  country: z.string().optional(),
  lat: z.number().optional(),
  lon: z.number().optional(),
});

const indexedPerson = z.object({
  /** The API's. */
  id: z.string(),
  network: z.enum(NETWORK_IDS),
  handle: z.string(),
  url: z.string(),
  name: z.string().optional(),
  bio: z.string().optional(),
  location: z.string().optional(),
  avatar: z.string().optional(),
  reach: z.number().optional(),
  state: z.enum(PERSON_STATES),
  stateAt: z.number(),
  verdict: z.enum(VERDICTS).optional(),
  firstSeenAt: z.number(),
  since: z.number().optional(),
  /** API ids of the audiences that they are, or were, in; posts as their account's likes. */
  audiences: z.array(z.string()),
  segment: z.string().optional(),
  place: place.optional(),
});

/** One person as searching sees them. */
export type IndexedPerson = Readonly<z.output<typeof indexedPerson>>;

const indexHead = z.object({
  build: z.string(),
  parts: z.number().int().min(0).max(1_000),
  searched: z.number(),
  of: z.number(),
  /** What it was made from. */
  fingerprint: z.string(),
  at: z.number(),
});

/** What an account's index is made of. `of`: how many people there are, `searched`: how many of them are in it. */
export type PeopleIndexHead = Readonly<z.output<typeof indexHead>>;

/** Heads of the indexes of some accounts; undefined where none was made yet. */
export async function readPeopleIndexHeads(
  db: Db,
  accounts: readonly { readonly owner: string; readonly accountId: string }[],
): Promise<(PeopleIndexHead | undefined)[]> {
  const items = await batchGet(
    db,
    accounts.map(({ owner, accountId }) => peopleIndexKey(owner, accountId)),
  );
  return items.map((item) => (item === undefined ? undefined : indexHead.parse(item)));
}

/**
 * Everybody in an account's index, by id; at most 20,000 people in as many parts as one request may read.
 * @returns undefined if it was replaced while it was read
 */
export async function readPeopleIndex(
  db: Db,
  owner: string,
  accountId: string,
  head: PeopleIndexHead,
  options: { readonly consistent?: boolean } = {},
): Promise<IndexedPerson[] | undefined> {
  const keys = Array.from({ length: head.parts }, (_, part) => peopleIndexPartKey(owner, accountId, head.build, part));
  const items = await batchGet(db, keys, options);
  if (items.some((item) => item === undefined)) return undefined;
  return items.flatMap((item) => z.array(indexedPerson).parse(unpackJson(item?.['data'])));
}

/** Writes an index under a build of its own, moves the head there, and removes what was before. */
export async function writePeopleIndex(
  db: Db,
  owner: string,
  accountId: string,
  people: readonly IndexedPerson[],
  facts: Pick<PeopleIndexHead, 'of' | 'fingerprint' | 'at'>,
): Promise<void> {
  const build = randomUUID();
  const sorted = people.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const parts = Array.from({ length: Math.ceil(sorted.length / PART) }, (_, n) =>
    sorted.slice(n * PART, (n + 1) * PART),
  );
  for (const [part, slice] of parts.entries()) {
    await putItem(db, peopleIndexPartKey(owner, accountId, build, part), { data: packJson(slice) });
  }
  const { of, fingerprint, at } = facts;
  const head: PeopleIndexHead = { build, parts: parts.length, searched: people.length, of, fingerprint, at };
  await putItem(db, peopleIndexKey(owner, accountId), { ...head });
  await removeParts(db, owner, accountId, build);
}

export async function readPeopleIndexHead(
  db: Db,
  owner: string,
  accountId: string,
): Promise<PeopleIndexHead | undefined> {
  const item = await getItem(db, peopleIndexKey(owner, accountId), { consistent: true });
  return item === undefined ? undefined : indexHead.parse(item);
}

async function removeParts(db: Db, owner: string, accountId: string, keep: string): Promise<void> {
  const pk = peopleIndexPk(owner, accountId);
  const pages = queryPages(db, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': pk, ':sk': 'PART#' },
    ProjectionExpression: 'pk, sk',
  });
  for await (const page of pages) {
    const old = page.map((item) => String(item['sk'])).filter((sk) => !sk.startsWith(`PART#${keep}#`));
    await batchWrite(
      db,
      old.map((sk) => ({ delete: { pk, sk } })),
    );
  }
}
