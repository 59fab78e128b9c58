import { afterEach, describe, expect, test } from 'vitest';
import { startBluesky } from '../../../../lib/local/demo/servers/bluesky.ts';
import { startMastodon } from '../../../../lib/local/demo/servers/mastodon.ts';
import type { Answer, DemoServer, ServerOptions } from '../../../../lib/local/demo/servers/serve.ts';
import { World } from '../../../../lib/local/demo/world.ts';
import { fetchJson } from './fetch-json.ts';

let servers: DemoServer[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

function smallWorld(): World {
  const world = new World('bluesky');
  world.join({ id: 'did:plc:a', handle: 'a.example', joinedAt: 0 });
  world.join({ id: 'did:plc:b', handle: 'b.example', joinedAt: 0 });
  world.follow('did:plc:b', 'did:plc:a', 1);
  return world;
}

async function start(options: ServerOptions = {}, world: World | (() => World) = smallWorld()) {
  const server = await startBluesky(world, options);
  servers.push(server);
  return { server, url: `${server.url}/xrpc/app.bsky.graph.getFollowers?actor=a.example` };
}

describe('faults', () => {
  test('can hang up', async () => {
    const { url } = await start({ fault: () => 'hang-up' });
    await expect(fetch(url)).rejects.toThrow();
  });

  test('can leave the caller without an answer', async () => {
    const { url } = await start({ fault: () => 'silence' });
    await expect(fetch(url, { signal: AbortSignal.timeout(50) })).rejects.toThrow(/timeout/i);
  });

  test('can answer with something else', async () => {
    const html = { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Bad gateway</h1>' };
    const { url } = await start({ fault: () => html });
    const answer = await fetch(url);
    expect(answer.status).toBe(502);
    expect(answer.headers.get('content-type')).toBe('text/html');
    expect(await answer.text()).toBe('<h1>Bad gateway</h1>');
  });

  test('can cut the real answer short', async () => {
    const { url } = await start({ fault: () => (answer: Answer) => ({ ...answer, cutAfter: 20 }) });
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
  });

  test('can change the real answer, such as repeat a cursor for ever', async () => {
    const repeat = (answer: Answer): Answer => ({ ...answer, body: { ...Object(answer.body), cursor: 'again' } });
    const { url } = await start({ fault: () => repeat });
    expect((await fetchJson(url)).body).toMatchObject({ cursor: 'again', followers: [{ did: 'did:plc:b' }] });
    expect((await fetchJson(`${url}&cursor=again`)).body).toMatchObject({ cursor: 'again' });
  });

  test('pick requests, and heal', async () => {
    const { server, url } = await start();
    server.setFault((request) => (request.query.has('cursor') ? { status: 500, body: 'Oops' } : undefined));
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(`${url}&cursor=5`)).status).toBe(500);
    server.setFault(undefined);
    expect((await fetch(`${url}&cursor=5`)).status).toBe(200);
  });
});

describe('the limit', () => {
  test('says what is left, ends with 429 and the time to wait, and starts anew when its window is over', async () => {
    let wall = 1_000_000_000_000;
    const { url } = await start({ rateLimit: { limit: 2, windowMs: 60_000 }, wall: () => wall });
    const remaining: (string | null)[] = [];
    for (let n = 0; n < 2; n += 1) remaining.push((await fetch(url)).headers.get('ratelimit-remaining'));
    expect(remaining).toEqual(['1', '0']);
    wall += 45_000;
    const over = await fetchJson(url);
    expect(over).toMatchObject({ status: 429, body: { error: 'RateLimitExceeded' } });
    expect(over.headers.get('retry-after')).toBe('15');
    expect(over.headers.get('ratelimit-policy')).toBe('2;w=60');
    expect(over.headers.get('ratelimit-reset')).toBe('1000000060');
    wall += 15_000;
    expect((await fetch(url)).status).toBe(200);
  });

  test('can be reset by hand', async () => {
    const { server, url } = await start({ rateLimit: { limit: 1, windowMs: 60_000 } });
    await fetch(url);
    expect((await fetch(url)).status).toBe(429);
    server.resetLimits();
    expect((await fetch(url)).status).toBe(200);
  });

  test('is told by every answer, errors among them', async () => {
    const { server } = await start();
    expect((await fetch(`${server.url}/xrpc/no.such.method`)).headers.has('ratelimit-remaining')).toBe(true);
  });
});

test('requests are logged in order and counted', async () => {
  const { server, url } = await start();
  await fetch(url);
  await fetch(`${url}&limit=1`);
  await fetch(`${server.url}/elsewhere`);
  expect(server.requests.all()).toEqual([
    'GET /xrpc/app.bsky.graph.getFollowers?actor=a.example',
    'GET /xrpc/app.bsky.graph.getFollowers?actor=a.example&limit=1',
    'GET /elsewhere',
  ]);
  expect(server.requests.count('getFollowers')).toBe(2);
  expect(server.requests.count(/limit=\d/)).toBe(1);
  server.requests.clear();
  expect(server.requests.count()).toBe(0);
});

test('the world can be exchanged while the server runs', async () => {
  let world = smallWorld();
  const { url } = await start({}, () => world);
  expect((await fetchJson(url)).body).toMatchObject({ followers: [{ did: 'did:plc:b' }] });
  world = smallWorld();
  world.unfollow('did:plc:b', 'did:plc:a');
  expect((await fetchJson(url)).body).toMatchObject({ followers: [] });
});

test('nonsense is answered and does not end the server', async () => {
  const server = await startMastodon(
    () => {
      const world = new World('mastodon');
      world.join({ id: '1', handle: 'a@home.example', joinedAt: 0 });
      world.post({ author: '1', at: 1, text: 'x' });
      return world;
    },
    { domain: 'home.example' },
  );
  servers.push(server);
  expect((await fetch(`${server.url}/api/v1/accounts/1/statuses?max_id=bogus`)).status).toBe(500);
  expect((await fetch(`${server.url}/api/v1/accounts/1/%E0%A4%A`)).status).toBe(404);
  expect((await fetch(`${server.url}/api/v1/accounts/1`)).status).toBe(200);
});

test('only this machine is served', async () => {
  const { server } = await start();
  expect(new URL(server.url).hostname).toBe('127.0.0.1');
});
