import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { TableBusyError, type Waiting, waitForRoom } from './busy.ts';
import type { Key } from './keys.ts';
import { SCHEMA_VERSION, TABLE } from './table.ts';
import { broughtForward, formOf, NewerSchemaError, NOT_NEWER } from './versions.ts';

/** The table and the client to reach it; passed in, never made here. */
export interface Db extends Waiting {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}

/** An item as it lies in the table. Stores parse it; nobody else looks inside. */
export type Item = Record<string, unknown>;

export interface Condition {
  readonly expression: string;
  readonly names?: Record<string, string>;
  readonly values?: Record<string, unknown>;
}

/** Every attempt of a loop that waits for a throttled table, at most. */
const MOST_ATTEMPTS = 12;
const BATCH_GET_SIZE = 100;
const BATCH_WRITE_SIZE = 25;

/** TTL is late in AWS and absent in the embedded engine, so readers look themselves. `expiresAt` is in epoch seconds. */
export function isExpired(item: Item, now: number): boolean {
  const expiresAt = item[TABLE.timeToLive];
  return typeof expiresAt === 'number' && expiresAt * 1000 <= now;
}

export async function getItem(db: Db, key: Key, options: { consistent?: boolean } = {}): Promise<Item | undefined> {
  const { Item } = await db.client.send(
    new GetCommand({ TableName: db.tableName, Key: key, ConsistentRead: options.consistent ?? false }),
  );
  return Item === undefined ? undefined : broughtForward(Item);
}

/** Writes an item; false if `condition` did not hold. */
export async function putItem(db: Db, key: Key, attributes: Item, condition?: Condition): Promise<boolean> {
  return heldCondition(() =>
    db.client.send(
      new PutCommand({
        TableName: db.tableName,
        Item: { ...attributes, ...key, sv: SCHEMA_VERSION },
        ConditionExpression: condition?.expression,
        ExpressionAttributeNames: condition?.names,
        ExpressionAttributeValues: condition?.values,
      }),
    ),
  );
}

/**
 * Sets and removes attributes; false if `condition` did not hold. Attribute names are always aliased,
 * so reserved words (`cursor`, `token`, `status` …) are safe.
 * @throws NewerSchemaError, and nothing is changed, if a newer version has written the item
 */
export async function updateItem(
  db: Db,
  key: Key,
  change: { readonly set?: Item; readonly remove?: readonly string[]; readonly add?: Record<string, number> },
  condition?: Condition,
): Promise<boolean> {
  const names: Record<string, string> = { ...condition?.names, ...NOT_NEWER.names };
  const values: Record<string, unknown> = { ...condition?.values, ...NOT_NEWER.values };
  const set: string[] = [];
  const remove: string[] = [];
  const add: string[] = [];
  let n = 0;
  const alias = (name: string): string => {
    const key = `#u${n}`;
    names[key] = name;
    return key;
  };
  for (const [name, value] of Object.entries({ ...change.set, sv: SCHEMA_VERSION })) {
    if (value === undefined) {
      remove.push(alias(name));
    } else {
      values[`:u${n}`] = value;
      set.push(`${alias(name)} = :u${n}`);
    }
    n += 1;
  }
  for (const name of change.remove ?? []) {
    remove.push(alias(name));
    n += 1;
  }
  for (const [name, value] of Object.entries(change.add ?? {})) {
    values[`:u${n}`] = value;
    add.push(`${alias(name)} :u${n}`);
    n += 1;
  }
  const clauses = [
    set.length > 0 ? `SET ${set.join(', ')}` : '',
    remove.length > 0 ? `REMOVE ${remove.join(', ')}` : '',
    add.length > 0 ? `ADD ${add.join(', ')}` : '',
  ];
  const input: UpdateCommandInput = {
    TableName: db.tableName,
    Key: key,
    UpdateExpression: clauses.filter((clause) => clause !== '').join(' '),
    ConditionExpression:
      condition === undefined ? NOT_NEWER.expression : `${asOperand(condition)} AND ${NOT_NEWER.expression}`,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
  const isHeld = await heldCondition(() => db.client.send(new UpdateCommand(input)), refuseNewer);
  // Nothing else was asked of it. The embedded engine does not say what it found.
  if (!isHeld && condition === undefined) throw new NewerSchemaError();
  return isHeld;
}

export async function deleteItem(db: Db, key: Key, condition?: Condition): Promise<boolean> {
  return heldCondition(() =>
    db.client.send(
      new DeleteCommand({
        TableName: db.tableName,
        Key: key,
        ConditionExpression: condition?.expression,
        ExpressionAttributeNames: condition?.names,
        ExpressionAttributeValues: condition?.values,
      }),
    ),
  );
}

export type QueryInput = Omit<QueryCommandInput, 'TableName'>;

/** Reads a query page by page; `Limit` bounds a page, the caller stops when it has enough. */
export async function* queryPages(db: Db, input: QueryInput): AsyncGenerator<Item[]> {
  let start = input.ExclusiveStartKey;
  do {
    const page = await db.client.send(
      new QueryCommand({ ...input, TableName: db.tableName, ExclusiveStartKey: start }),
    );
    yield (page.Items ?? []).map((item) => broughtForward(item));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}

/** All items under a partition key, or those whose sort key starts with `prefix`. For partitions known to be small. */
export async function queryPrefix(
  db: Db,
  pk: string,
  prefix = '',
  options: { consistent?: boolean } = {},
): Promise<Item[]> {
  const items: Item[] = [];
  const input: QueryInput = {
    KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: prefix === '' ? { ':pk': pk } : { ':pk': pk, ':sk': prefix },
    ConsistentRead: options.consistent ?? false,
  };
  for await (const page of queryPages(db, input)) items.push(...page);
  return items;
}

/**
 * Reads many items in the order of `keys`; undefined where there is none. Loops on what the table leaves over
 * (1 MB at a time in the embedded engine, 16 MB in AWS), and waits between rounds that bring nothing.
 */
export async function batchGet(
  db: Db,
  keys: readonly Key[],
  options: { consistent?: boolean } = {},
): Promise<(Item | undefined)[]> {
  const found = new Map<string, Item>();
  for (let at = 0; at < keys.length; at += BATCH_GET_SIZE) {
    const unique = new Map(keys.slice(at, at + BATCH_GET_SIZE).map((key) => [`${key.pk}\n${key.sk}`, key]));
    let left: Record<string, unknown>[] = [...unique.values()].map(({ pk, sk }) => ({ pk, sk }));
    for (let attempt = 0; left.length > 0; attempt += 1) {
      if (attempt === MOST_ATTEMPTS) throw new TableBusyError('The table keeps leaving items unread; try again later.');
      const { Responses, UnprocessedKeys } = await db.client.send(
        new BatchGetCommand({
          RequestItems: { [db.tableName]: { Keys: left, ConsistentRead: options.consistent ?? false } },
        }),
      );
      const items = Responses?.[db.tableName] ?? [];
      for (const item of items) found.set(`${item['pk']}\n${item['sk']}`, broughtForward(item));
      left = UnprocessedKeys?.[db.tableName]?.Keys ?? [];
      if (left.length > 0 && items.length === 0) await waitForRoom(db, attempt);
    }
  }
  return keys.map((key) => found.get(`${key.pk}\n${key.sk}`));
}

export type Write = { readonly put: Item & Key } | { readonly delete: Key };

/** Writes without conditions, in batches; loops on what the table leaves over. Not atomic: order nothing on it. */
export async function batchWrite(db: Db, writes: readonly Write[]): Promise<void> {
  for (let at = 0; at < writes.length; at += BATCH_WRITE_SIZE) {
    let left = writes
      .slice(at, at + BATCH_WRITE_SIZE)
      .map((write) =>
        'put' in write
          ? { PutRequest: { Item: { ...write.put, sv: SCHEMA_VERSION } } }
          : { DeleteRequest: { Key: { pk: write.delete.pk, sk: write.delete.sk } } },
      );
    for (let attempt = 0; left.length > 0; attempt += 1) {
      if (attempt === MOST_ATTEMPTS)
        throw new TableBusyError('The table keeps leaving items unwritten; try again later.');
      const { UnprocessedItems } = await db.client.send(
        new BatchWriteCommand({ RequestItems: { [db.tableName]: left } }),
      );
      const rest = (UnprocessedItems?.[db.tableName] ?? []) as typeof left;
      if (rest.length === left.length) await waitForRoom(db, attempt);
      left = rest;
    }
  }
}

/** A condition as one side of an AND. */
const asOperand = ({ expression }: Condition): string => (/\bOR\b/.test(expression) ? `(${expression})` : expression);

async function heldCondition(
  send: () => Promise<unknown>,
  look?: (failed: ConditionalCheckFailedException) => void,
): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    look?.(error);
    return false;
  }
}

/** Whose condition failed because the item is newer than this version is told so, and not that somebody was quicker. */
function refuseNewer({ Item }: ConditionalCheckFailedException): void {
  const form = formOf({ sv: Number(Item?.['sv']?.N ?? 1) });
  if (form > SCHEMA_VERSION) throw new NewerSchemaError(form);
}
