import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENTS } from '../../functions/history/documents/documents.ts';
import { createToken, newToken } from '../../functions/storage/tokens.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { type Ask, asker, depsOf, listOf } from './asking.ts';
import { addAccount, addAudience, addEdition, addSnapshot, change, NOW, type Place, tell } from './seeded.ts';

const OWNERS = ['alice', 'bob', 'carol'] as const;
/** Watched by all three: the same ids, each with people of their own. */
const SHARED = 'mastodon:team@m.example';

const placesOf = (owner: string): Place[] => [
  { owner, accountId: `bluesky:${owner}.example`, kind: 'followers' },
  { owner, accountId: `bluesky:${owner}.example`, kind: 'likes', item: `3k${owner}` },
  { owner, accountId: SHARED, kind: 'followers' },
];

let table: FreshTable;
let ask: Ask;
const tokens = new Map<string, { token: string; owners: readonly string[] }>();
const cursors: string[] = [];

beforeAll(async () => {
  table = await freshTable();
  const { db } = table;
  ask = asker(depsOf(db));
  for (const owner of OWNERS) {
    for (const accountId of [`bluesky:${owner}.example`, SHARED]) {
      await addAccount(db, owner, accountId, {
        profile: { handle: 'team', url: 'https://example.org/', name: `private to ${owner}` },
      });
    }
    for (const place of placesOf(owner)) {
      await addAudience(db, place, { title: `private to ${owner}` });
      const told = [1, 2].map((n) =>
        change(n, { evidence: [{ at: NOW, asked: 'x', answered: `private to ${owner}` }] }),
      );
      await tell(db, place, told);
      await addSnapshot(db, place, NOW, { reason: `private to ${owner}` });
    }
    await addEdition(db, owner, 'weekly', '2026-11-16');
    await addEdition(db, owner, owner, '2026-11-16');
  }
  const grants: readonly (readonly string[])[] = [['alice'], ['bob'], ['carol'], ['alice', 'bob'], []];
  for (const owners of grants) {
    const token = await createToken(db, { owners, scopes: ['read'] });
    tokens.set(owners.join('+'), { token, owners });
    const page = listOf(await ask('/v1/changes', { token, query: { limit: '1' } }));
    if (page.next !== undefined) cursors.push(page.next);
  }
  tokens.set('unknown', { token: newToken(), owners: [] });
});
afterAll(() => table.close());

/** All that the table keeps under the keys of these owners, in order. */
async function itemsOf(...owners: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const { Items = [] } = await table.db.client.send(new ScanCommand({ TableName: table.db.tableName }));
  const key = (item: Record<string, unknown>) => `${item['pk']} ${item['sk']}`;
  const isTheirs = (item: Record<string, unknown>) => owners.some((owner) => key(item).split(/[#/ ]/).includes(owner));
  return Items.filter(isTheirs).sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

const audienceIds = OWNERS.flatMap((owner) => [
  `bluesky:${owner}.example:followers`,
  `bluesky:${owner}.example:likes`,
  `bluesky:${owner}.example:likes:3k${owner}`,
  `${SHARED}:followers`,
]);
const ids = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...audienceIds) },
  { weight: 2, arbitrary: fc.constantFrom(...OWNERS.map((owner) => `${owner}:2026-11-16`), 'weekly:2026-11-16') },
  { weight: 2, arbitrary: fc.constantFrom('bluesky:did:plc:person1', 'mastodon:did:plc:person2') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
);
const paths = fc.oneof(
  fc.constantFrom('/v1/accounts', '/v1/audiences', '/v1/changes', '/v1/digests'),
  ids.map((id) => `/v1/audiences/${id}`),
  ids.map((id) => `/v1/audiences/${id}/changes`),
  ids.map((id) => `/v1/audiences/${id}/snapshots`),
  ids.map((id) => `/v1/people/${id}/changes`),
  ids.map((id) => `/v1/digests/${id}`),
  ids.map((id) => `/v1/digests/${id}/html`),
  ids.map((id) => `/v1/audiences/${id}/people`),
  ids.map((id) => `/v1/audiences/${id}/trend`),
  ids.map((id) => `/v1/people/${id}`),
  fc.constantFrom('/v1/people', '/v1/stats'),
);
const wild = fc.record(
  {
    owner: fc.oneof(fc.constantFrom(...OWNERS, 'O#alice', ''), fc.string({ maxLength: 8 })),
    limit: fc.constantFrom('1', '3', '500', 'x'),
    kind: fc.constantFrom('lost', 'lost,gained', 'x'),
    cursor: fc.nat(10).map((n) => cursors[n % cursors.length] ?? ''),
  },
  { requiredKeys: [] },
);
/** Most are sound, so that most are answered. */
const queries = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom({}, { limit: '1' }, { limit: '500' }) },
  { weight: 2, arbitrary: fc.constantFrom(...OWNERS).map((owner) => ({ owner })) },
  { weight: 1, arbitrary: fc.nat(10).map((n) => ({ limit: '1', cursor: cursors[n % cursors.length] ?? '' })) },
  { weight: 1, arbitrary: wild },
);

describe('whatever is asked', () => {
  it('no answer holds anything of an owner that the token is not bound to, and none is a failure', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(5), paths, queries, async (n, path, query) => {
        const { token, owners } = [...tokens.values()][n] ?? { token: '', owners: [] };
        // Each answer is held against its schema by `ask`.
        const answer = await ask(path, { token, query });
        expect([200, 400, 401, 403, 404, 429]).toContain(answer.status);
        for (const stranger of OWNERS.filter((owner) => !owners.includes(owner))) {
          expect(answer.text).not.toContain(`private to ${stranger}`);
          expect(answer.text).not.toContain(`"owner":"${stranger}"`);
          expect(answer.text).not.toContain(`${stranger}.example`);
        }
        if (answer.status === 200 && answer.text.includes('"owner"')) answered += 1;
      }),
      { numRuns: 400 },
    );
    // The property would hold of an API that never tells anything.
    expect(answered).toBeGreaterThan(10);
  });

  it('no write reaches anything of an owner that the token is not bound to', async () => {
    const token = await createToken(table.db, { owners: ['alice'], scopes: ['read', 'write', 'push'] });
    const before = await itemsOf('bob', 'carol');
    expect(before.length).toBeGreaterThan(20);
    let accepted = 0;
    const people = fc.constantFrom('bluesky:did:plc:person1', 'mastodon:did:plc:person2', 'list:nobody');
    const lists = fc.constantFrom(...audienceIds, 'list:friends:members', 'linkedin:team:connections');
    const accounts = fc.constantFrom(SHARED, ...OWNERS.map((owner) => `bluesky:${owner}.example`), 'github:team');
    const writes = fc.oneof(
      people.map((id) => ({ method: 'PUT', template: '/v1/people/{id}/outreach', id })),
      people.map((id) => ({ method: 'PUT', template: '/v1/people/{id}/corrections', id })),
      people.map((id) => ({ method: 'POST', template: '/v1/people/{id}/wrong-person', id })),
      people.map((id) => ({ method: 'DELETE', template: '/v1/people/{id}', id })),
      accounts.map((id) => ({ method: 'PUT', template: '/v1/accounts/{id}', id })),
      accounts.map((id) => ({ method: 'DELETE', template: '/v1/accounts/{id}', id })),
      lists.map((id) => ({ method: 'POST', template: '/v1/audiences/{id}/snapshots', id })),
    );
    const owners = fc.constantFrom(undefined, ...OWNERS);
    await fc.assert(
      fc.asyncProperty(writes, owners, async ({ method, template, id }, owner) => {
        const body = DOCUMENTS[`${method} ${template}`]?.body;
        const answer = await ask(template.replace('{id}', id), {
          ...{ token, method, query: { owner } },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          headers: { 'content-type': 'application/json' },
        });
        expect([200, 201, 202, 204, 400, 403, 404, 409]).toContain(answer.status);
        if (answer.status < 300) accepted += 1;
        if (owner !== undefined && owner !== 'alice') expect(answer.status).toBeGreaterThanOrEqual(400);
      }),
      { numRuns: 150 },
    );
    expect(accepted).toBeGreaterThan(15);
    expect(await itemsOf('bob', 'carol')).toEqual(before);
  });

  it("another owner's id is answered as one that nobody has", async () => {
    const { token = '' } = tokens.get('alice') ?? {};
    const none = await ask('/v1/audiences/bluesky:nobody.example:followers', { token });
    expect(none.status).toBe(404);
    for (const path of [
      '/v1/audiences/bluesky:bob.example:followers',
      '/v1/audiences/bluesky:bob.example:likes',
      '/v1/audiences/bluesky:bob.example:likes:3kbob/changes',
      '/v1/audiences/bluesky:bob.example:followers/snapshots',
      '/v1/digests/bob:2026-11-16',
    ]) {
      expect(await ask(path, { token })).toEqual(none);
    }
  });
});
