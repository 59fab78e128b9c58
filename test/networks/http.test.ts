import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CredentialsRejectedError,
  InvalidResponseError,
  NotFoundError,
  NotVisibleError,
  RateLimitedError,
  UnavailableError,
} from '../../functions/networks/errors.ts';
import { HttpClient, type HttpSettings } from '../../functions/networks/http.ts';
import { type FakeServer, type Reply, startServer } from './fakes/server.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const ASK = { what: 'GET /thing', path: '/thing' };

let server: FakeServer;
let waits: number[];
let now: number;

beforeEach(async () => {
  server = await startServer();
  waits = [];
  now = NOW;
});
afterEach(() => server.close());

function client(settings: Partial<HttpSettings> = {}): HttpClient {
  return new HttpClient({
    network: 'Test',
    baseUrl: server.url,
    fetch,
    wall: () => now,
    tokenHint: 'REKINDLE_TEST_TOKEN',
    wait: async (ms) => waits.push(ms),
    ...settings,
  });
}

function say(...replies: readonly Reply[]): void {
  let at = 0;
  server.answer = () => replies[Math.min(at++, replies.length - 1)] ?? {};
}

async function failure(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('expected a failure');
}

describe('HttpClient', () => {
  it('reads JSON and sends its parameters, lists of them and its token', async () => {
    say({ body: { a: 1 } });
    const answer = await client({ token: 'secret-token' }).get({
      ...ASK,
      query: { 'id[]': ['1', '2'], limit: 3, none: undefined },
    });
    expect(answer.body).toEqual({ a: 1 });
    expect(server.lines()).toEqual(['/thing?id[]=1&id[]=2&limit=3']);
    expect(server.asked[0]?.headers['authorization']).toBe('Bearer secret-token');
  });

  it('keeps the path of a base address', async () => {
    say({ body: {} });
    await client({ baseUrl: `${server.url}/api/v3/` }).get(ASK);
    expect(server.lines()).toEqual(['/api/v3/thing']);
  });

  it.each<[string, Reply, new (...args: never[]) => Error]>([
    ['500', { status: 500, body: { error: 'oops' } }, UnavailableError],
    ['503 as a page', { status: 503, text: '<html>maintenance</html>' }, UnavailableError],
    ['HTML instead of JSON', { text: '<!doctype html><title>hi</title>' }, UnavailableError],
    ['a 404 as a page', { status: 404, text: '<html>not here</html>' }, UnavailableError],
    ['an empty 200', { text: '' }, UnavailableError],
    ['half of a JSON text', { text: '{"a": [1, 2' }, UnavailableError],
    ['200 with an error inside', { body: { error: 'Something broke' } }, InvalidResponseError],
    ['200 with errors inside', { body: { errors: [{ message: 'no' }] } }, InvalidResponseError],
    ['401', { status: 401, body: { error: 'The access token is invalid' } }, CredentialsRejectedError],
    ['403 without a token', { status: 403, body: { error: 'no' } }, NotVisibleError],
    ['404', { status: 404, body: { error: 'Record not found' } }, NotFoundError],
    ['410', { status: 410, body: { error: 'gone' } }, NotFoundError],
    ['400', { status: 400, body: { error: 'bad' } }, InvalidResponseError],
    ['429', { status: 429, body: { error: 'slow down' } }, RateLimitedError],
    ['a cut body', { body: { long: 'x'.repeat(10_000) }, isCut: true }, UnavailableError],
  ])('answers %s with the error that says what to do', async (_, reply, kind) => {
    say(reply);
    expect(await failure(client().get(ASK))).toBeInstanceOf(kind);
  });

  it('says that a 403 with a token is about the token, and never prints it', async () => {
    say({ status: 403, body: { error: 'This action is outside the authorized scopes' } });
    const error = await failure(client({ token: 'secret-token' }).get(ASK));
    expect(error).toBeInstanceOf(CredentialsRejectedError);
    expect(error.message).toContain('REKINDLE_TEST_TOKEN');
    expect(error.message).not.toContain('secret-token');
  });

  it('tries once more, a second later, when the server stumbles', async () => {
    say({ status: 502, text: 'bad gateway' }, { body: { ok: true } });
    expect((await client().get(ASK)).body).toEqual({ ok: true });
    expect(waits).toEqual([1_000]);
  });

  it('takes a web page for maintenance, and says so', async () => {
    say({ text: '<!doctype html><title>Back soon</title>' }, { body: { ok: true } });
    expect((await client().get(ASK)).body).toEqual({ ok: true });
    say({ text: '\n<html>Back soon</html>' });
    expect((await failure(client().get(ASK))).message).toMatch(
      /^Test \(127\.0\.0\.1:\d+\) answered 200 with a web page instead of data \(GET \/thing\); it may be under maintenance\./,
    );
  });

  it('tries only once more, and not at all when told when to come back', async () => {
    say({ status: 500, body: {} });
    await failure(client().get(ASK));
    expect(server.asked).toHaveLength(2);
    say({ status: 503, headers: { 'retry-after': '600' }, body: {} });
    await failure(client().get(ASK));
    expect(server.asked).toHaveLength(3);
  });

  it('gives up on a server that does not answer in time, without a second try', async () => {
    say({ hangs: true });
    const error = await failure(client({ timeoutMs: 60 }).get(ASK));
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error.message).toContain('in time');
    expect(server.asked).toHaveLength(1);
  });

  it('calls a server that is not there unavailable', async () => {
    const gone = await startServer();
    await gone.close();
    expect(await failure(client({ baseUrl: gone.url }).get(ASK))).toBeInstanceOf(UnavailableError);
  });

  it.each([
    ['that announces it', {}],
    ['that does not', { 'transfer-encoding': 'chunked' }],
  ])('stops reading a body that is too large, from a server %s', async (_, headers) => {
    say({ body: { bio: 'x'.repeat(50_000) }, headers });
    const error = await failure(client({ mostBytes: 10_000 }).get(ASK));
    expect(error).toBeInstanceOf(InvalidResponseError);
    expect(error.message).toContain('more than can be read');
  });

  it('follows a redirect within the origin', async () => {
    say({ status: 301, headers: { location: '/other' } }, { body: { moved: true } });
    expect((await client({ token: 't' }).get(ASK)).body).toEqual({ moved: true });
    expect(server.lines()).toEqual(['/thing', '/other']);
  });

  it('follows nobody to another server', async () => {
    const other = await startServer();
    say({ status: 302, headers: { location: `${other.url}/steal` } });
    const error = await failure(client({ token: 'secret-token' }).get(ASK));
    expect(error).toBeInstanceOf(InvalidResponseError);
    expect(error.message).toContain(other.url);
    expect(other.asked).toHaveLength(0);
    await other.close();
  });

  it('does not go round in circles', async () => {
    say({ status: 302, headers: { location: '/thing' } });
    expect(await failure(client().get(ASK))).toBeInstanceOf(InvalidResponseError);
    expect(server.asked).toHaveLength(4);
  });

  it('returns the statuses that mean something to the caller, even without a body', async () => {
    say({ status: 404, text: '' });
    expect((await client().get({ ...ASK, statuses: [404] })).status).toBe(404);
    say({ status: 204, text: '' });
    expect((await client().get(ASK)).status).toBe(204);
  });

  it('asks one thing at a time', async () => {
    let open = 0;
    let most = 0;
    const slow: typeof fetch = async (...args) => {
      open += 1;
      most = Math.max(most, open);
      try {
        return await fetch(...args);
      } finally {
        open -= 1;
      }
    };
    say({ body: {} });
    const one = client({ fetch: slow });
    await Promise.all([one.get(ASK), one.get(ASK), one.get(ASK)]);
    expect(most).toBe(1);
  });

  it('goes on after a failure', async () => {
    say({ status: 404, body: { error: 'x' } }, { body: { ok: true } });
    const one = client();
    const first = failure(one.get(ASK));
    const second = one.get(ASK);
    expect(await first).toBeInstanceOf(NotFoundError);
    expect((await second).body).toEqual({ ok: true });
  });

  it('keeps the last allowed answer, and lets the next request wait without sending it', async () => {
    const headers = {
      date: 'Sun, 22 Nov 2026 09:00:00 GMT',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '2026-11-22T09:05:00.000Z',
    };
    say({ body: { last: true }, headers });
    const one = client();
    expect((await one.get(ASK)).body).toEqual({ last: true });
    const error = await failure(one.get(ASK));
    expect(error).toBeInstanceOf(RateLimitedError);
    // The server's clock is an hour behind ours: only the duration counts.
    expect((error as RateLimitedError).retryAt).toBe(NOW + 5 * 60_000 + 1_000);
    expect(server.asked).toHaveLength(1);
    now += 5 * 60_000 + 1_000;
    say({ body: { again: true } });
    expect((await one.get(ASK)).body).toEqual({ again: true });
  });

  it('counts requests with and without a token apart', async () => {
    say({ status: 429, body: {} }, { body: { ok: true } });
    const one = client({ token: 't' });
    await failure(one.get({ ...ASK, isAnonymous: true }));
    expect((await one.get(ASK)).body).toEqual({ ok: true });
    expect(server.asked.map((asked) => asked.headers['authorization'])).toEqual([undefined, 'Bearer t']);
  });

  it('waits longer each time a limit names no end, at most a quarter of an hour', async () => {
    say({ status: 429, body: {} });
    const one = client();
    const waited: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      const error = await failure(one.get(ASK));
      waited.push((error as RateLimitedError).retryAt - now);
      now = (error as RateLimitedError).retryAt;
    }
    expect(waited.map((ms) => ms / 60_000)).toEqual([1, 2, 4, 8, 15, 15]);
  });
});
