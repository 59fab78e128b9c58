import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { getItem, putItem } from '../../functions/storage/db.ts';
import { createTableFromSchema, startEmbeddedTable } from '../../lib/local/embedded-table.ts';
import { documentClient, tableClient } from '../fakes/table.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function started(dir?: string) {
  const table = await startEmbeddedTable(dir);
  const client = tableClient(table.endpoint);
  await createTableFromSchema(client, 'rekindle');
  const close = async () => {
    client.destroy();
    await table.close();
  };
  return { endpoint: table.endpoint, db: { client: documentClient(client), tableName: 'rekindle' }, close };
}

test('what was written to a folder is there after a restart', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'embedded-table-'));
  cleanups.push(() => rm(dir, { recursive: true, force: true }));
  const key = { pk: 'A#alice', sk: 'HEAD' };
  const first = await started(dir);
  await putItem(first.db, key, { name: 'Ada' });
  await first.close();
  const second = await started(dir);
  cleanups.push(second.close);
  expect(await getItem(second.db, key)).toMatchObject({ name: 'Ada' });
});

test('a client that goes away in the middle of a body does not take the engine down', async () => {
  const { endpoint, db, close } = await started();
  cleanups.push(close);
  const url = new URL(endpoint);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(url.port), url.hostname, () => {
      socket.write(`POST ${url.pathname}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"half":`);
      setImmediate(() => socket.destroy());
    });
    socket.on('close', () => resolve());
  });
  expect(await putItem(db, { pk: 'x', sk: 'y' }, {})).toBe(true);
});

test('a request without the secret path is refused, and so is a body beyond the bound', async () => {
  const { endpoint, close } = await started();
  cleanups.push(close);
  const { origin } = new URL(endpoint);
  expect((await fetch(`${origin}/`, { method: 'POST', body: '{}' })).status).toBe(404);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const outgoing = request(`${endpoint}/`, { method: 'POST' }, (response) => resolve(response.statusCode));
    outgoing.on('error', reject);
    outgoing.end(Buffer.alloc(20_000_001));
  });
  expect(status).toBe(413);
});
