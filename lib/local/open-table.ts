import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeTableCommand, DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Db } from '../../functions/storage/db.ts';
import { markSchema } from '../../functions/storage/schema-mark.ts';
import { createTableFromSchema, startEmbeddedTable } from './embedded-table.ts';

/** What the SDK wants where nobody checks it. Given to this process's clients only, never put into its environment. */
export const NO_CREDENTIALS = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'laptop', secretAccessKey: 'laptop' },
} as const;

const TABLE_NAME = 'rekindle';

export interface OpenTable {
  readonly db: Db;
  close(): Promise<void>;
}

/**
 * Opens the embedded table in `DIR/table`, made on first use. The folder's lock must be held.
 * @throws NewerSchemaError if a newer version of Rekindle has worked in it; an error `ENOSPC` if the disk is full
 */
export async function openTable(directory: string): Promise<OpenTable> {
  await checkRoom(directory);
  const engine = await startEmbeddedTable(join(directory, 'table'));
  const client = new DynamoDBClient({ endpoint: engine.endpoint, ...NO_CREDENTIALS });
  const close = async (): Promise<void> => {
    client.destroy();
    await engine.close();
  };
  const tableName = await wholeTable(client);
  const db: Db = { client: documentClient(client), tableName };
  try {
    await markSchema(db);
  } catch (error) {
    await close();
    throw error;
  }
  return { db, close };
}

/** What an empty table takes. With less the engine cannot even be opened, and says something else than why. */
const LEAST_ROOM = 64 * 1024;

async function checkRoom(directory: string): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize >= LEAST_ROOM) return;
  throw Object.assign(new Error(`There is no room left for the table in ${directory}.`), { code: 'ENOSPC' });
}

/**
 * Name of the table, which is made if there is none. The engine never finishes one whose making was cut off, by a kill or
 * by a full disk, nor lets it be deleted: it is empty, and the next name is taken. Nobody else has the folder open.
 */
async function wholeTable(client: DynamoDBClient): Promise<string> {
  let name = TABLE_NAME;
  for (let n = 2; await isHalfMade(client, name); n += 1) name = `${TABLE_NAME}-${n}`;
  await createTableFromSchema(client, name);
  return name;
}

async function isHalfMade(client: DynamoDBClient, name: string): Promise<boolean> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    return Table?.TableStatus === 'CREATING';
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

/** As functions talk to the table: what is undefined is left out. */
export function documentClient(client: DynamoDBClient): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
