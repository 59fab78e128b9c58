import { batchGet, type Db, type Item, isExpired, queryPages, queryPrefix } from './db.ts';
import { readHeads } from './heads.ts';
import type { Head, StoredChange } from './items.ts';
import {
  audienceTimeline,
  changesKeyParts,
  changesRange,
  iso,
  type Key,
  ownerTimeline,
  PERSON_CHANGE_PREFIX,
  personPk,
} from './keys.ts';
import { unpackChanges } from './packed-changes.ts';

/** Changes that one call looks at, at most; a filter that keeps few gets a short page and goes on. */
const MOST_READ = 5_000;
/** Index entries of one round; each may lead to 300 KB. */
const ENTRIES = 8;

/** Changes of an owner, or of a group of audiences (`groupKey`): all posts of an account are one group. */
export type ChangesOf = { readonly owner: string } | { readonly group: string };

export interface ChangesQuery {
  /** On `detectedAt`, epoch ms: `from` inclusive, `to` exclusive. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly limit: number;
  /** What an earlier page of the same query gave as `next`. */
  readonly after?: string | undefined;
  /** Oldest first unless set. */
  readonly newestFirst?: boolean;
  readonly keep?: (change: StoredChange) => boolean;
  /** Calendar time, epoch ms: what has expired by then is not shown. */
  readonly now?: number;
}

export interface ChangesPage {
  readonly items: StoredChange[];
  /** Where the next page starts; absent at the end. A page may be short and still have a next one. */
  readonly next?: string;
}

/** `after` is no position that a page has given. */
export class BadPositionError extends Error {
  override readonly name = 'BadPositionError';
}

interface Position {
  readonly sort: string;
  readonly index: number;
}

/**
 * Told changes by the time they were detected, page by page; a walk from page to page shows each exactly once.
 * Versions that are not projected whole are not shown yet.
 * @throws BadPositionError if `after` is malformed
 */
export async function listChanges(db: Db, where: ChangesOf, query: ChangesQuery): Promise<ChangesPage> {
  const after = query.after === undefined ? undefined : parsePosition(query.after);
  const items: StoredChange[] = [];
  let last: Position | undefined;
  let isFull = false;
  let read = 0;
  for await (const { change, at } of readTimeline(db, where, query, after)) {
    // Cut only when there is more to read, so that the last page has no `next`.
    if (isFull || read >= MOST_READ) return { items, ...(last === undefined ? {} : { next: positionText(last) }) };
    read += 1;
    last = at;
    if (query.keep === undefined || query.keep(change)) items.push(change);
    isFull = items.length >= query.limit;
  }
  return { items };
}

interface Placed {
  readonly change: StoredChange;
  readonly at: Position;
}

async function* readTimeline(
  db: Db,
  where: ChangesOf,
  query: ChangesQuery,
  after: Position | undefined,
): AsyncGenerator<Placed> {
  const isDown = query.newestFirst ?? false;
  const heads = new Map<string, Head | undefined>();
  for await (const entries of timelineEntries(db, where, query, after)) {
    const projected = await projectedEntries(db, entries, heads);
    const packed = await batchGet(db, projected.map(keyOf));
    for (const [n, entry] of projected.entries()) {
      const item = packed[n];
      if (item === undefined || (query.now !== undefined && isExpired(item, query.now))) continue;
      const sort = String(entry['tlSk']);
      const changes = unpackChanges(item);
      const indexes = isDown ? [...changes.keys()].reverse() : changes.keys();
      for (const at of indexes) {
        const change = changes[at];
        const index = change === undefined ? -1 : numberOf(change);
        const isBefore = after?.sort === sort && (isDown ? index >= after.index : index <= after.index);
        if (change !== undefined && !isBefore) yield { change, at: { sort, index } };
      }
    }
  }
}

/** Entries of the index between the bounds, in the order asked for. Indexes hold keys only. */
function timelineEntries(
  db: Db,
  where: ChangesOf,
  query: ChangesQuery,
  after: Position | undefined,
): AsyncGenerator<Item[]> {
  const isDown = query.newestFirst ?? false;
  const isOwner = 'owner' in where;
  const from = query.from === undefined ? '' : iso(query.from);
  const to = query.to === undefined ? '~' : iso(query.to);
  const first = !isDown && after !== undefined && after.sort > from ? after.sort : from;
  const last = isDown && after !== undefined && after.sort < to ? after.sort : to;
  if (first > last) return nothing();
  return queryPages(db, {
    IndexName: isOwner ? 'ownerTimeline' : 'audienceTimeline',
    KeyConditionExpression: `${isOwner ? 'ownerTl' : 'audienceTl'} = :pk AND tlSk BETWEEN :first AND :last`,
    ExpressionAttributeValues: {
      ':pk': isOwner ? ownerTimeline(where.owner) : audienceTimeline(where.group),
      // A key may not be empty; every time sorts after this.
      ':first': first === '' ? ' ' : first,
      ':last': last,
    },
    ScanIndexForward: !isDown,
    Limit: ENTRIES,
  });
}

async function* nothing(): AsyncGenerator<Item[]> {}

/** Leaves out what belongs to a version that is not projected whole yet. */
async function projectedEntries(
  db: Db,
  entries: readonly Item[],
  heads: Map<string, Head | undefined>,
): Promise<Item[]> {
  const parts = entries.map((entry) => changesKeyParts(keyOf(entry)));
  const unread = [...new Set(parts.flatMap((part) => (part === undefined || heads.has(part.key) ? [] : [part.key])))];
  const found = await readHeads(db, unread);
  unread.forEach((key, n) => {
    heads.set(key, found[n]);
  });
  return entries.filter((_, n) => {
    const part = parts[n];
    return part !== undefined && part.version <= (heads.get(part.key)?.projectedVersion ?? -1);
  });
}

/**
 * Told changes of some versions of an audience, in order; only of projected ones.
 * @param fromVersion exclusive
 * @param toVersion inclusive
 */
export async function* changesOfVersions(
  db: Db,
  head: Head,
  fromVersion: number,
  toVersion: number,
): AsyncGenerator<StoredChange> {
  const to = Math.min(toVersion, head.projectedVersion);
  if (to <= fromVersion) return;
  const range = changesRange(head.key, fromVersion + 1, to);
  const pages = queryPages(db, {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: { ':pk': range.pk, ':first': range.first, ':last': range.last },
    ConsistentRead: true,
  });
  for await (const page of pages) for (const item of page) yield* unpackChanges(item);
}

/**
 * When one person was lost, came back or moved, over all audiences of the owner, newest first.
 * @param personId the API's id
 */
export async function listPersonChanges(
  db: Db,
  owner: string,
  personId: string,
  options: { readonly now?: number } = {},
): Promise<StoredChange[]> {
  const items = await queryPrefix(db, personPk(owner, personId), PERSON_CHANGE_PREFIX);
  const { now } = options;
  return items
    .filter((item) => now === undefined || !isExpired(item, now))
    .flatMap(unpackChanges)
    .reverse();
}

/** The change's number in its version, from its id: it stays when somebody else's change is erased from the item. */
function numberOf({ id }: StoredChange): number {
  return Number(id.slice(id.lastIndexOf('-') + 1));
}

function keyOf(item: Item): Key {
  return { pk: String(item['pk']), sk: String(item['sk']) };
}

function positionText({ sort, index }: Position): string {
  return `${sort}|${index}`;
}

function parsePosition(text: string): Position {
  const match = /^(?<sort>.{1,1500})\|(?<index>\d{1,6})$/s.exec(text);
  const { sort, index } = match?.groups ?? {};
  if (sort === undefined || index === undefined)
    throw new BadPositionError('This is no position in a list of changes.');
  return { sort, index: Number(index) };
}
