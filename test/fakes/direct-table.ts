import { Buffer } from 'node:buffer';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

/** The embedded engine without a socket in between: for suites that ask it hundreds of thousands of times. */
export interface DirectTable {
  /** A client of its own for each process that a test plays. */
  client(): DynamoDBClient;
}

/** What the SDK hands to its transport, and wants back. */
interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/** An engine in memory; it goes with the process. */
export function directTable(): DirectTable {
  const server: Server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const [listener] = server.listeners('request');
  if (listener === undefined) throw new Error('dynalite has no request listener; expected version 4.0.0.');
  const engine = listener as (request: IncomingMessage, response: ServerResponse) => void;
  return {
    client: () =>
      new DynamoDBClient({
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        maxAttempts: 1,
        requestHandler: {
          handle: async (asked: Asked) => ({ response: await answered(engine, asked) }),
          updateHttpClientConfig: () => undefined,
          httpHandlerConfigs: () => ({}),
        } as never,
      }),
  };
}

function answered(engine: (request: IncomingMessage, response: ServerResponse) => void, asked: Asked) {
  return new Promise((resolve) => {
    const body = Buffer.from(asked.body ?? '');
    const request = Object.assign(Readable.from([body], { objectMode: false }), {
      method: asked.method,
      url: asked.path,
      headers: Object.fromEntries(Object.entries(asked.headers).map(([name, value]) => [name.toLowerCase(), value])),
    });
    const headers: Record<string, string> = {};
    const response = {
      statusCode: 200,
      setHeader: (name: string, value: unknown) => {
        headers[name.toLowerCase()] = String(value);
      },
      end(text = '') {
        resolve({ statusCode: this.statusCode, headers, body: new TextEncoder().encode(text), reason: '' });
      },
    };
    engine(request as never, response as never);
  });
}
