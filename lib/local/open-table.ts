import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Db } from '../../functions/storage/db.ts';
import { markSchema } from '../../functions/storage/schema-mark.ts';
import { createTableFromSchema, startEmbeddedTable } from './embedded-table.ts';

/** What the SDK wants where nobody checks it. Given to this process's clients only, never put into its environment. */
export const NO_CREDENTIALS = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'laptop', secretAccessKey: 'laptop' },
} as const;

export const TABLE_NAME = 'rekindle';

export interface OpenTable {
  readonly db: Db;
  close(): Promise<void>;
}

/**
 * Opens the embedded table in `DIR/table`, made on first use. The folder's lock must be held.
 * @throws NewerSchemaError if a newer version of Rekindle has worked in it
 */
export async function openTable(directory: string): Promise<OpenTable> {
  const engine = await startEmbeddedTable(join(directory, 'table'));
  const client = new DynamoDBClient({ endpoint: engine.endpoint, ...NO_CREDENTIALS });
  const close = async (): Promise<void> => {
    client.destroy();
    await engine.close();
  };
  await createTableFromSchema(client, TABLE_NAME);
  const db: Db = { client: documentClient(client), tableName: TABLE_NAME };
  try {
    await markSchema(db);
  } catch (error) {
    await close();
    throw error;
  }
  return { db, close };
}

/** As functions talk to the table: what is undefined is left out. */
export function documentClient(client: DynamoDBClient): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
