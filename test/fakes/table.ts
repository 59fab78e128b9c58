import { randomUUID } from 'node:crypto';
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Db } from '../../functions/storage/db.ts';
import { createTableFromSchema, startEmbeddedTable } from '../../lib/local/embedded-table.ts';

/** A table of one's own, with the client to reach it. */
export interface FreshTable {
  readonly db: Db;
  close(): Promise<void>;
}

/**
 * Makes an empty table with the project's schema: in an embedded engine in memory, or in whatever
 * `AWS_ENDPOINT_URL_DYNAMODB` names.
 */
export async function freshTable(): Promise<FreshTable> {
  const given = process.env['AWS_ENDPOINT_URL_DYNAMODB'];
  const embedded = given === undefined ? await startEmbeddedTable(undefined) : undefined;
  const client = tableClient(embedded?.endpoint ?? given ?? '');
  const tableName = `test-${randomUUID()}`;
  await createTableFromSchema(client, tableName);
  return {
    db: { client: documentClient(client), tableName },
    close: async () => {
      if (embedded === undefined) await client.send(new DeleteTableCommand({ TableName: tableName }));
      client.destroy();
      await embedded?.close();
    },
  };
}

/** A client for an endpoint that checks no signature. */
export function tableClient(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
}

export function documentClient(client: DynamoDBClient): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
