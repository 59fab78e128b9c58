import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import {
  CreateTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { TABLE } from '../../functions/storage/table.ts';

/** A table server inside this process. */
export interface EmbeddedTable {
  /**
   * For `AWS_ENDPOINT_URL_DYNAMODB`. Its path holds a secret of this run: the engine checks no signature, and other
   * users of the machine and pages in a browser reach the loopback address too.
   */
  readonly endpoint: string;
  close(): Promise<void>;
}

/** DynamoDB takes 16 MB a request; a little more leaves the refusal to the engine, which words it like AWS. */
const MOST_BODY_BYTES = 20_000_000;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Starts dynalite in this process on a free loopback port.
 * Its process dies when a client aborts in the middle of a request body (a cut stream is rethrown there), so a front
 * reads each body whole before the engine sees the request. Nobody else may have `dir` open: take a lock first.
 * @param dir folder that keeps the data, made if absent, readable by its owner only; in memory without
 */
export async function startEmbeddedTable(dir: string | undefined): Promise<EmbeddedTable> {
  if (dir !== undefined) await mkdir(dir, { recursive: true, mode: 0o700 });
  const secret = `/${randomBytes(24).toString('base64url')}`;
  const server = dynalite({
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
    ...(dir === undefined ? {} : { path: dir }),
  });
  const engine = takeHandler(server);
  let isClosing = false;
  server.on('request', (request, response) => {
    // A connection that is kept alive would keep a closing server open.
    if (isClosing) response.setHeader('Connection', 'close');
    if (!(request.url ?? '').startsWith(secret)) return refuse(response, 404);
    void readBody(request).then((body) => {
      if (body === undefined) return;
      if (body === 'too-large') return refuse(response, 413);
      engine(replay(request, (request.url ?? '').slice(secret.length) || '/', body), response);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The embedded table has no port.');
  return {
    endpoint: `http://127.0.0.1:${address.port}${secret}`,
    close: () => {
      isClosing = true;
      return new Promise((resolve, reject) => {
        server.close((error) => (error === undefined || error === null ? resolve() : reject(error)));
        server.closeIdleConnections();
      });
    },
  };
}

/** Makes the one table, with its indexes, as `functions/storage/table.ts` declares it; leaves an existing one alone. */
export async function createTableFromSchema(client: DynamoDBClient, tableName: string): Promise<void> {
  const names = new Set<string>([TABLE.partitionKey, TABLE.sortKey]);
  for (const index of TABLE.indexes) names.add(index.partitionKey).add(index.sortKey);
  try {
    await client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [...names].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
        KeySchema: keySchema(TABLE),
        GlobalSecondaryIndexes: TABLE.indexes.map((index) => ({
          IndexName: index.name,
          KeySchema: keySchema(index),
          Projection: { ProjectionType: 'KEYS_ONLY' },
        })),
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  // In seconds. The embedded engine has a table within a millisecond; others take longer, and are asked less often.
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 0.002, maxDelay: 2 }, { TableName: tableName });
}

function keySchema(keys: { readonly partitionKey: string; readonly sortKey: string }) {
  return [
    { AttributeName: keys.partitionKey, KeyType: 'HASH' as const },
    { AttributeName: keys.sortKey, KeyType: 'RANGE' as const },
  ];
}

/** Takes the engine's own listener off its server, so that ours stands before it. */
function takeHandler(server: Server): Handler {
  const [listener] = server.listeners('request');
  if (listener === undefined) throw new Error('dynalite has no request listener; expected version 4.0.0.');
  server.removeAllListeners('request');
  return (request, response) => listener.call(server, request, response);
}

/** The whole body; undefined if the client went away before its end. One that is too large is read on, but not kept. */
async function readBody(request: IncomingMessage): Promise<Buffer | 'too-large' | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= MOST_BODY_BYTES) chunks.push(chunk);
      else chunks.length = 0;
    }
  } catch {
    return undefined;
  }
  return size > MOST_BODY_BYTES ? 'too-large' : Buffer.concat(chunks);
}

/** What the engine uses of a request: method, url, headers, and a body that cannot be cut short any more. */
function replay(request: IncomingMessage, url: string, body: Buffer): IncomingMessage {
  const { method, headers } = request;
  return Object.assign(Readable.from([body], { objectMode: false }), { method, url, headers }) as IncomingMessage;
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'Content-Length': 0, Connection: 'close' }).end();
}
