import { request } from 'node:http';
import { connect } from 'node:net';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type HttpServerOptions, LARGEST_BODY, startHttpServer } from '../../lib/local/http-server.ts';
import { PortTakenError } from '../../lib/local/listen.ts';
import { SILENT } from './folder-for-test.ts';

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

/** Sends a request as it is written: `fetch` would tidy the path up. */
function ask(
  port: number,
  path: string,
  options: {
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string | Buffer;
  } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(
      { host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers: options.headers ?? {} },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          body += part;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      },
    );
    call.on('error', reject);
    call.end(options.body);
  });
}

async function started(options: Partial<HttpServerOptions> = {}) {
  const events: APIGatewayProxyEventV2[] = [];
  const server = await startHttpServer({
    port: 0,
    api: async (event) => {
      events.push(event);
      return { statusCode: 200, headers: { 'content-type': 'text/plain' }, body: 'seen' };
    },
    pages: async () => false,
    clock: { wall: () => 1_700_000_000_000 },
    logger: SILENT,
    ...options,
  });
  onTestFinished(() => server.close());
  return { server, events };
}

describe('the event that the laptop makes of a request', () => {
  it('has its path decoded as HTTP APIs decode it, a slash included', async () => {
    const { server, events } = await started();
    await ask(server.port, '/v1/people/mastodon%3Aa%2Fb%20c/changes?cursor=a%2Fb&limit=5&limit=6');
    expect(events[0]).toMatchObject({
      version: '2.0',
      rawPath: '/v1/people/mastodon:a/b c/changes',
      rawQueryString: 'cursor=a%2Fb&limit=5&limit=6',
      queryStringParameters: { cursor: 'a/b', limit: '5,6' },
      requestContext: {
        http: { method: 'GET', path: '/v1/people/mastodon:a/b c/changes' },
        timeEpoch: 1_700_000_000_000,
      },
    });
    expect(events[0]).not.toHaveProperty('body');
  });

  it('has header names in lower case', async () => {
    const { server, events } = await started();
    await ask(server.port, '/', { headers: { 'X-Some-Thing': 'One', Cookie: 'a=1; b=2' } });
    expect(events[0]?.headers['x-some-thing']).toBe('One');
    expect(events[0]?.cookies).toEqual(['a=1', 'b=2']);
  });

  it('carries text as text and everything else in base64', async () => {
    const { server, events } = await started();
    const bytes = Buffer.from([0, 255, 1]);
    await ask(server.port, '/', {
      method: 'POST',
      body: 'a=ü',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    await ask(server.port, '/', {
      method: 'POST',
      body: bytes,
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(events[0]).toMatchObject({ body: 'a=ü', isBase64Encoded: false });
    expect(events[1]).toMatchObject({ body: bytes.toString('base64'), isBase64Encoded: true });
  });
});

describe('the server', () => {
  it('refuses a path that cannot be decoded', async () => {
    const { server, events } = await started();
    expect((await ask(server.port, '/v1/%E0%A4%A')).status).toBe(400);
    expect(events).toEqual([]);
  });

  it('answers only to its own names, so that no page elsewhere can reach it by one of theirs', async () => {
    const { server, events } = await started();
    for (const host of ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:4141']) {
      expect((await ask(server.port, '/v1/health', { headers: { host } })).status).toBe(421);
    }
    expect(events).toEqual([]);
    for (const host of ['127.0.0.1:4141', 'localhost', 'LocalHost:80']) {
      expect((await ask(server.port, '/v1/health', { headers: { host } })).status).toBe(200);
    }
  });

  it('takes a body of the largest size and refuses a larger one, declared or not', async () => {
    const { server, events } = await started();
    const headers = { 'content-type': 'text/plain' };
    const fits = await ask(server.port, '/', { method: 'POST', body: 'x'.repeat(LARGEST_BODY), headers });
    const declared = await ask(server.port, '/', { method: 'POST', body: 'x'.repeat(LARGEST_BODY + 1), headers });
    const chunked = await ask(server.port, '/', {
      method: 'POST',
      body: 'x'.repeat(LARGEST_BODY + 1),
      headers: { ...headers, 'transfer-encoding': 'chunked' },
    });
    expect([fits.status, declared.status, chunked.status]).toEqual([200, 413, 413]);
    expect(events).toHaveLength(1);
  });

  it('gives back status, headers, cookies and binary bodies', async () => {
    const { server } = await started({
      api: async () => ({
        statusCode: 418,
        headers: { 'x-a': 1 },
        cookies: ['c=1'],
        body: Buffer.from('tea').toString('base64'),
        isBase64Encoded: true,
      }),
    });
    expect(await ask(server.port, '/')).toMatchObject({
      status: 418,
      body: 'tea',
      headers: { 'x-a': '1', 'set-cookie': ['c=1'] },
    });
    expect(await ask(server.port, '/', { method: 'HEAD' })).toMatchObject({
      status: 418,
      body: '',
      headers: { 'content-length': '3' },
    });
  });

  it('survives a function that fails, and says nothing of why', async () => {
    const { server } = await started({
      api: async () => {
        throw new Error('a secret');
      },
    });
    const answer = await ask(server.port, '/');
    expect(answer.status).toBe(500);
    expect(answer.body).not.toContain('secret');
  });

  it('survives what is not HTTP', async () => {
    const { server } = await started();
    await new Promise<void>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => socket.write('nonsense\r\n\r\n'));
      socket.on('close', () => resolve());
      socket.resume();
    });
    expect((await ask(server.port, '/')).status).toBe(200);
  });

  it('says which option helps when its port is taken', async () => {
    const { server } = await started();
    const second = started({ port: server.port });
    await expect(second).rejects.toThrow(PortTakenError);
    await expect(second).rejects.toThrow(/--port/);
  });
});
