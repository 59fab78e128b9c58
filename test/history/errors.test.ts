import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHistoryApiHandler } from '../../functions/history-api.ts';
import type { LogFields } from '../../functions/runtime/logger.ts';
import { createToken, newToken } from '../../functions/storage/tokens.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { type Ask, asker, depsOf, eventOf, jsonOf, listOf, parametersOf, silent } from './asking.ts';
import { addAccount, addAudience, change, NOW, tell } from './seeded.ts';

const place = { owner: 'alice', accountId: 'bluesky:alice.example', kind: 'followers' } as const;
const CHANGES = '/v1/audiences/bluesky:alice.example:followers/changes';

let table: FreshTable;
let ask: Ask;
let token: string;
let both: string;

beforeAll(async () => {
  table = await freshTable();
  const { db } = table;
  ask = asker(depsOf(db));
  token = await createToken(db, { owners: ['alice'], scopes: ['read'] });
  both = await createToken(db, { owners: ['alice', 'bob'], scopes: ['read'] });
  await addAccount(db, 'alice', 'bluesky:alice.example');
  await addAudience(db, place);
  await tell(db, place, [change(1), change(2), change(3)]);
  for (const owner of ['alice', 'bob']) {
    await addAudience(db, { owner, accountId: 'mastodon:team@m.example', kind: 'followers' });
  }
});
afterAll(() => table.close());

describe('a request without a right token', () => {
  it('gets the same answer, whatever is wrong with the token', async () => {
    const expired = await createToken(table.db, { owners: ['alice'], scopes: ['read'], expiresAt: NOW - 1 });
    const authorizations = [
      '',
      'Bearer',
      `Bearer ${newToken()}`,
      `Bearer ${expired}`,
      `Basic ${token}`,
      token,
      `Bearer ${token}x`,
    ];
    const answers = await Promise.all([
      ask('/v1/accounts'),
      ...authorizations.map((authorization) => ask('/v1/accounts', { headers: { authorization } })),
    ]);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
  });

  it('does not learn which parameters or ids there are', async () => {
    const known = await ask(CHANGES, { query: { colour: 'red' } });
    expect(known).toEqual(await ask('/v1/audiences/bluesky:nobody.example:followers/changes'));
    expect(known.status).toBe(401);
  });

  it('is told that it may not when its token has not the scope', async () => {
    const pushing = await createToken(table.db, { owners: ['alice'], scopes: ['push'] });
    expect((await ask('/v1/accounts', { token: pushing })).status).toBe(403);
  });

  it('may spell the scheme as it likes', async () => {
    expect((await ask('/v1/accounts', { headers: { authorization: `bearer  ${token}` } })).status).toBe(200);
  });
});

describe('a request that asks for something wrong', () => {
  it.each([
    ['cursor', '/v1/changes', { cursor: 'nonsense' }],
    ['cursor', '/v1/accounts', { cursor: '' }],
    ['from', '/v1/changes', { from: 'last week' }],
    ['to', CHANGES, { to: '2026-13-01' }],
    ['limit', '/v1/digests', { limit: '0' }],
    ['kind', '/v1/changes', { kind: 'vanished' }],
    ['kind', '/v1/audiences', { kind: 'lost' }],
  ])('is told which parameter: %s of %s', async (parameter, path, query) => {
    expect(parametersOf(await ask(path, { token, query }))).toEqual([parameter]);
  });

  it('is told in the same words that an owner is not its own, whether or not there is one', async () => {
    const [real, none] = await Promise.all([
      ask('/v1/changes', { token, query: { owner: 'bob' } }),
      ask('/v1/changes', { token, query: { owner: 'nobody-at-all' } }),
    ]);
    expect(real).toEqual(none);
    expect(real.status).toBe(403);
  });

  it('cannot carry a cursor to other filters, another path or another token, but can change the limit', async () => {
    const query = { limit: '1', kind: 'lost' };
    const { next: cursor = '' } = listOf(await ask(CHANGES, { token, query }));
    expect(listOf(await ask(CHANGES, { token, query: { ...query, limit: '2', cursor } })).items).toHaveLength(2);
    const others = await Promise.all([
      ask(CHANGES, { token, query: { limit: '1', cursor } }),
      ask(CHANGES, { token, query: { ...query, from: '2026-01-01', cursor } }),
      ask('/v1/changes', { token, query: { ...query, cursor } }),
      ask('/v1/changes', { token: both, query: { ...query, cursor } }),
    ]);
    expect(others.map(parametersOf)).toEqual([['cursor'], ['cursor'], ['cursor'], ['cursor']]);
  });

  it('is asked for the owner when several of the token have the id', async () => {
    const path = '/v1/audiences/mastodon:team@m.example:followers';
    expect(parametersOf(await ask(path, { token: both }))).toEqual(['owner']);
    expect(jsonOf(await ask(path, { token: both, query: { owner: 'bob' } }))).toMatchObject({ owner: 'bob' });
    expect((await ask(path, { token })).status).toBe(200);
  });

  it.each([
    '/v1/audiences/bluesky:alice.example:likes',
    '/v1/audiences/bluesky:alice.example',
    '/v1/audiences/bluesky:bob.example:followers/changes',
    '/v1/audiences/bluesky:bob.example:followers/snapshots',
    '/v1/audiences/ä b',
    '/v1/people/nonsense:1/changes',
    '/v1/people/bluesky/changes',
    '/v1/digests/weekly:2026-11-16',
    '/v1/digests/weekly',
    `/v1/audiences/${'x'.repeat(2_000)}`,
    '/v1/nothing',
  ])('gets 404 for %s, always in the same words', async (path) => {
    const answer = await ask(path, { token });
    expect(answer.status).toBe(404);
    expect(answer).toEqual(await ask('/v1/audiences/none', { token }));
  });

  it('gets 405 with the methods that there are, and no CORS', async () => {
    const answer = await ask('/v1/changes', { token, method: 'OPTIONS' });
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('gets 413 for a body that is too large, before anything else is looked at', async () => {
    const answer = await ask('/unsubscribe/x', { method: 'POST', body: 'x'.repeat(20_000) });
    expect(answer.status).toBe(413);
  });
});

describe('every answer', () => {
  it('is private to caches, exact about its type, and of a HEAD only the headers', async () => {
    const [got, head, wrong] = await Promise.all([
      ask('/v1/accounts', { token }),
      ask('/v1/accounts', { token, method: 'HEAD' }),
      ask('/v1/accounts'),
    ]);
    for (const { headers } of [got, wrong]) {
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    }
    expect(got.headers['content-type']).toBe('application/json');
    expect(wrong.headers['content-type']).toBe('application/problem+json');
    expect(head).toEqual({ status: 200, headers: got.headers, text: '' });
  });
});

describe('an unexpected error', () => {
  const failing = () => {
    const lines: { message: string; fields: LogFields | undefined }[] = [];
    const logger = { ...silent, error: (message: string, fields?: LogFields) => lines.push({ message, fields }) };
    const signingKey = async () => {
      throw new TypeError('person1.example is not a string');
    };
    return { deps: depsOf(table.db, { signingKey, logger }), lines };
  };

  it('is answered with an id under which the log has it, and with nothing from inside', async () => {
    const { deps, lines } = failing();
    const path = '/v1/people/bluesky:did:plc:person1/changes';
    const answer = await asker(deps)(path, { token });
    expect(answer.status).toBe(500);
    expect(jsonOf(answer)).toMatchObject({ status: 500, correlationId: 'JKJaXmPLvHcESHA=' });
    expect(answer.text).not.toMatch(/person1|TypeError|\.ts/);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.fields).toMatchObject({
      correlationId: 'JKJaXmPLvHcESHA=',
      route: 'GET /v1/people/{id}/changes',
      error: 'TypeError',
    });
    expect(JSON.stringify(lines)).not.toContain('person1');
    expect(JSON.stringify(lines)).not.toContain(token);
  });

  it('is what an event of another kind is', async () => {
    const { deps, lines } = failing();
    const event = { ...eventOf('/v1/health', {}), requestContext: undefined };
    const handler = createHistoryApiHandler(deps);
    const result = await Reflect.apply(handler, undefined, [event]);
    expect(result).toMatchObject({ statusCode: 500 });
    expect(lines).toHaveLength(1);
  });

  it('ends a request that takes as long as the function may run', async () => {
    const deps = depsOf(table.db, { signingKey: () => new Promise(() => {}) });
    const event = eventOf('/v1/changes', { token });
    const result = await createHistoryApiHandler(deps)(event, { getRemainingTimeInMillis: () => 600 });
    expect(result.statusCode).toBe(500);
  });
});
