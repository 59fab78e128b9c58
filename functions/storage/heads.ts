import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet, type Condition, type Db, getItem, putItem, updateItem } from './db.ts';
import { type HeadPatch, headAttribute, headAttributes, headFromItem } from './head-codec.ts';
import type { Head } from './items.ts';
import { headKey } from './keys.ts';

export type { HeadPatch } from './head-codec.ts';

/** The right to work on an audience until its lease ends or somebody with a higher fence comes. */
export interface Claim {
  /** The head as it is after the claim. */
  readonly head: Head;
  readonly fence: number;
}

/** Empty state of a head; the rest says what it is a head of. */
export const FRESH_HEAD = {
  status: 'active',
  version: 0,
  committedFence: 0,
  fence: 0,
  generation: '',
  baseVersion: 0,
  segments: 0,
  baseBytes: 0,
  logBytes: 0,
  projectedVersion: 0,
  completePulls: 0,
  counts: { present: 0, missing: 0, held: 0, hidden: 0, lost: 0 },
  failures: 0,
} as const satisfies Partial<Head>;

const FENCE = headAttribute('fence');
const LEASE = headAttribute('leaseUntil');
const VERSION = headAttribute('version');
const EXISTS = 'attribute_exists(pk)';

/** Writes a new head; false if there is one already. */
export async function createHead(db: Db, head: Head): Promise<boolean> {
  return putItem(db, headKey(head.key), headAttributes(head).set, { expression: 'attribute_not_exists(pk)' });
}

export async function readHead(db: Db, key: string, options: { consistent?: boolean } = {}): Promise<Head | undefined> {
  const item = await getItem(db, headKey(key), options);
  return item === undefined ? undefined : headFromItem(item);
}

/** Heads in the order of `keys`; undefined where there is none. */
export async function readHeads(db: Db, keys: readonly string[]): Promise<(Head | undefined)[]> {
  const items = await batchGet(db, keys.map(headKey));
  return items.map((item) => (item === undefined ? undefined : headFromItem(item)));
}

interface ClaimOptions {
  readonly wall: number;
  readonly leaseMs: number;
  /** Asked of the head as it is now; nothing is claimed, and nothing written, if it says no. */
  readonly isWanted?: (head: Head) => boolean;
}

/**
 * Takes the lease and counts the fence up. `dueAt` stays, because each write to an index costs.
 * A lease that expired without a release makes a suspect: its last run may have eaten the memory.
 * @param options wall clock and length of the lease in ms
 * @returns undefined if another holds the lease, took it at the same moment, it is not wanted, or there is no such head
 */
export async function claimHead(db: Db, key: string, options: ClaimOptions): Promise<Claim | undefined> {
  const seen = await readHead(db, key, { consistent: true });
  if (seen === undefined || (seen.leaseUntil !== undefined && seen.leaseUntil > options.wall)) return undefined;
  if (options.isWanted?.(seen) === false) return undefined;
  const hasExpired = seen.leaseUntil !== undefined;
  try {
    const { Attributes } = await db.client.send(
      new UpdateCommand({
        TableName: db.tableName,
        Key: headKey(key),
        UpdateExpression: `SET #fence = #fence + :one, #lease = :until${hasExpired ? ', #suspect = :yes' : ''}`,
        // Every claim moves the fence; a holder who is late but alive only lets the lease go, and is no suspect.
        ConditionExpression: `#fence = :fence${hasExpired ? ' AND #lease <= :wall' : ''}`,
        ExpressionAttributeNames: {
          '#fence': FENCE,
          '#lease': LEASE,
          ...(hasExpired ? { '#suspect': headAttribute('isSuspect') } : {}),
        },
        ExpressionAttributeValues: {
          ':one': 1,
          ':fence': seen.fence,
          ':until': options.wall + options.leaseMs,
          ...(hasExpired ? { ':wall': options.wall, ':yes': true } : {}),
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    const head = headFromItem(Attributes ?? {});
    return { head, fence: head.fence };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

/**
 * Lets the lease go and applies `patch` in the same write; a suspect is cleared by it.
 * @returns false, and nothing is written, if somebody has claimed the audience since
 */
export async function releaseHead(db: Db, claim: Claim, patch: HeadPatch): Promise<boolean> {
  return updateUnderClaim(db, claim, { ...patch, leaseUntil: null, isSuspect: null });
}

/** Applies `patch` if nobody has claimed since and, where asked, the head still stands at `version`. */
export async function updateUnderClaim(
  db: Db,
  claim: Claim,
  patch: HeadPatch,
  options: { readonly version?: number; readonly hasNoCheckpoint?: boolean } = {},
): Promise<boolean> {
  const { version, hasNoCheckpoint } = options;
  return updateItem(db, headKey(claim.head.key), headAttributes(patch), {
    expression: [
      '#cFence = :cFence',
      ...(version === undefined ? [] : ['#cVersion = :cVersion']),
      ...(hasNoCheckpoint ? ['attribute_not_exists(#cCheckpoint)'] : []),
    ].join(' AND '),
    names: {
      '#cFence': FENCE,
      ...(version === undefined ? {} : { '#cVersion': VERSION }),
      ...(hasNoCheckpoint ? { '#cCheckpoint': headAttribute('checkpoint') } : {}),
    },
    values: { ':cFence': claim.fence, ...(version === undefined ? {} : { ':cVersion': version }) },
  });
}

/**
 * A small update outside any claim: status, due time, interval.
 * @returns false if there is no such head or `condition` (over attributes, see `headAttribute`) did not hold
 */
export async function patchHead(db: Db, key: string, patch: HeadPatch, condition?: Condition): Promise<boolean> {
  return updateItem(db, headKey(key), headAttributes(patch), {
    ...condition,
    expression: condition === undefined ? EXISTS : `${EXISTS} AND (${condition.expression})`,
  });
}
