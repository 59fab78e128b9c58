import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pushList, pushTarget } from '../../bin/commands/import/push.ts';
import { readFile } from '../../bin/commands/import/read-file.ts';
import { createPullHandler } from '../../functions/pull.ts';
import { validateConfig } from '../../functions/runtime/config.ts';
import { listAudienceRefs } from '../../functions/storage/audiences.ts';
import { listChanges } from '../../functions/storage/changes.ts';
import { queryPrefix } from '../../functions/storage/db.ts';
import { PUSHED_INDEX } from '../../functions/storage/keys.ts';
import { createToken, type Scope } from '../../functions/storage/tokens.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { freshFolder } from '../local/folder-for-test.ts';
import { type Ask, asker, depsOf, jsonOf, silent } from './asking.ts';

const DAY = 86_400_000;
let now = Date.parse('2026-11-02T08:00:00Z');
const clock = { now: () => now, wall: () => now };

let table: FreshTable;
let ask: Ask;
let pull: ReturnType<typeof createPullHandler>;
let tokens: Record<'ann' | 'bob' | 'reader', string>;

beforeAll(async () => {
  table = await freshTable();
  const accounts = [
    { id: 'list:news' },
    { id: 'list:other' },
    { id: 'linkedin:ann-example' },
    { id: 'bluesky:ann.example' },
  ];
  const config = validateConfig(
    {
      owners: [
        { id: 'ann', name: 'Ann', accounts },
        { id: 'bob', name: 'Bob', accounts: [{ id: 'list:bobs' }] },
      ],
    },
    'test',
  );
  ask = asker(depsOf(table.db, { config, clock }));
  const connectors = () => Promise.reject(new Error('no network in this test'));
  pull = createPullHandler({ db: table.db, config, clock, logger: silent, connectors });
  const token = (owner: string, scope: Scope) => createToken(table.db, { owners: [owner], scopes: [scope] });
  tokens = { ann: await token('ann', 'push'), bob: await token('bob', 'push'), reader: await token('ann', 'read') };
});
afterAll(() => table.close());

const person = (n: number) => ({ id: `p${n}`, handle: `person${n}` });
const people = (count: number) => Array.from({ length: count }, (_, n) => person(n));
const send = (body: unknown, token = tokens.ann, id = 'list:news:members') =>
  ask(`/v1/audiences/${id}/snapshots`, {
    method: 'POST',
    token,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
/** Sends a whole list in one part and lets the next tick take it. */
async function push(snapshot: string, some: readonly unknown[], id = 'list:news:members') {
  const takenAt = new Date(now).toISOString();
  const sent = await send({ snapshot, part: 1, people: some, complete: true, parts: 1, takenAt }, tokens.ann, id);
  expect(jsonOf(sent)).toMatchObject({ state: 'waiting' });
  const { audiences } = await pull({});
  return audiences.find(({ audienceId }) => audienceId === id);
}
const lost = async () => {
  const { items } = await listChanges(table.db, { owner: 'ann' }, { limit: 100 });
  return items.flatMap(({ kind, verdict, person: { id } }) => (kind === 'lost' ? [`${verdict} ${id}`] : []));
};

describe('a list that is sent in parts', () => {
  it('is taken by the next tick once it is complete, and not before', async () => {
    const first = await send({ snapshot: 'week-0001', part: 1, people: people(20) });
    expect([first.status, jsonOf(first)]).toMatchObject([202, { state: 'open', parts: 1, people: 20 }]);
    expect((await pull({})).audiences).toEqual([]);
    const early = await send({ snapshot: 'week-0001', complete: true, parts: 2 });
    expect([early.status, jsonOf(early)['detail']]).toEqual([409, expect.stringMatching(/send 2, then complete/)]);
    const last = { snapshot: 'week-0001', part: 2, people: [person(20)], complete: true, parts: 2 };
    expect(jsonOf(await send(last))).toMatchObject({ state: 'waiting', parts: 2, people: 21 });
    expect((await pull({})).audiences).toMatchObject([
      { outcome: 'baseline', count: 21, audienceId: 'list:news:members' },
    ]);
    expect(jsonOf(await send(last))).toMatchObject({ state: 'taken', parts: 2, people: 21 });
    expect((await pull({})).audiences).toEqual([]);
    expect(await queryPrefix(table.db, PUSHED_INDEX)).toEqual([]);
  });

  it('may be sent again as it was, and not otherwise', async () => {
    const part = { snapshot: 'again-0001', part: 1, people: people(3) };
    const first = await send(part);
    expect(jsonOf(await send(part))).toEqual(jsonOf(first));
    expect((await send({ ...part, people: people(4) })).status).toBe(409);
    const complete = { snapshot: 'again-0001', complete: true, parts: 1, takenAt: '2026-11-01T00:00:00Z' };
    expect((await send(complete)).status).toBe(202);
    expect((await send(complete)).status).toBe(202);
    expect((await send({ ...complete, takenAt: '2026-11-01T00:00:01Z' })).status).toBe(409);
    expect((await send({ ...part, part: 2 })).status).toBe(409);
    // Older than the list before: refused by the tick, and the sender learns why.
    expect((await pull({})).audiences).toEqual([]);
    expect(jsonOf(await send(complete))).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('go forward in time'),
    });
  });

  it('tells nobody as gone until a second list agrees, at least 20 hours later', async () => {
    now += 7 * DAY;
    expect(await push('week-0002', people(20))).toMatchObject({ lost: 0, missing: 1 });
    now += 3_600_000;
    expect(await push('week-0003', people(20))).toMatchObject({ lost: 0, missing: 1 });
    now += DAY;
    expect(await push('week-0004', people(20))).toMatchObject({ lost: 1 });
    expect(await lost()).toEqual(['unlisted p20']);
  });

  it('is refused like any other if it looks like another account’s, and says so', async () => {
    now += DAY;
    const strangers = people(20).map(({ id, handle }) => ({ id: `other-${id}`, handle }));
    expect(await push('week-0005', strangers)).toMatchObject({ outcome: 'refused' });
    const again = { snapshot: 'week-0005', complete: true, parts: 1, takenAt: new Date(now).toISOString() };
    expect(jsonOf(await send(again))).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining("another account's"),
    });
  });

  it('becomes an audience of an account that is declared and has none yet; of an export, two suffice', async () => {
    const id = 'linkedin:ann-example:connections';
    expect(await push('linked-0001', people(12), id)).toMatchObject({ outcome: 'baseline', count: 12 });
    now += DAY;
    expect(await push('linked-0002', people(11), id)).toMatchObject({ lost: 1 });
    expect((await listAudienceRefs(table.db, 'ann', 'linkedin:ann-example')).map((ref) => ref.audienceId)).toEqual([
      id,
    ]);
  });
});

describe('nobody can send', () => {
  const part = { snapshot: 'nobody-0001', part: 1, people: people(1) };
  it.each([
    ['without the scope', () => send(part, tokens.reader), 403],
    ["to another owner's list", () => send(part, tokens.bob), 404],
    ['to a list that is not declared', () => send(part, tokens.ann, 'list:unheard:members'), 404],
    ['to what is only read by API', () => send(part, tokens.ann, 'bluesky:ann.example:followers'), 404],
    ['another kind of list than the account has', () => send(part, tokens.ann, 'linkedin:ann-example:followers'), 404],
    ['a part without people', () => send({ snapshot: 'nobody-0001', part: 1 }), 400],
    ['a part beyond the last possible', () => send({ ...part, part: 4_001 }), 400],
    ['more people than a part may have', () => send({ ...part, people: people(5_001) }), 400],
    ['more than 1 MB at once', () => send({ ...part, people: [{ ...person(1), bio: 'x'.repeat(1_000_000) }] }), 413],
    ['a list from the future', () => send({ ...part, complete: true, parts: 1, takenAt: '2999-01-01T00:00:00Z' }), 400],
    ['fields that nobody knows', () => send({ ...part, people: [{ ...person(1), email: 'a@b.example' }] }), 400],
  ])('%s', async (_, sending, status) => {
    expect((await sending()).status).toBe(status);
  });
});

describe('the CLI', () => {
  it('reads a file here and sends only its people, so that sending it again changes nothing', async () => {
    const folder = await freshFolder();
    const file = join(folder, 'a.csv');
    const rows = Array.from({ length: 6_000 }, (_, n) => `p${n},person${n},p${n}@mail.example`);
    await writeFile(file, `id,handle,email\n${rows.join('\n')}\n`);
    const bodies: string[] = [];
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      bodies.push(body);
      const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
      const answer = await ask(decodeURIComponent((request.url ?? '').split('?')[0] ?? ''), {
        ...{ method: 'POST', token, body },
        headers: { 'content-type': 'application/json' },
      });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      const target = pushTarget(`http://127.0.0.1:${port}/`, tokens.ann, undefined);
      const { lists, takenAt } = await readFile(file, { folder, now });
      const [list] = lists;
      if (list === undefined) throw new Error('nothing was read');
      const facts = { accountId: 'list:other', takenAt, of: {} };
      expect(await pushList(target, list, facts)).toMatch(
        /compared with the next tick.*told once a list at least 20 hours later agrees/,
      );
      expect(bodies.length).toBe(7);
      expect(bodies.join('')).not.toContain('mail.example');
      expect((await pull({})).audiences).toMatchObject([
        { audienceId: 'list:other:members', outcome: 'baseline', count: 6_000 },
      ]);
      expect(await pushList(target, list, facts)).toBe('It has been taken already.');
    } finally {
      server.close();
    }
  });

  it('sends a token to nobody who could be listened to', () => {
    expect(() => pushTarget('http://api.example', 'rk_x', undefined)).toThrow(/https/);
    expect(() => pushTarget('https://api.example', undefined, undefined)).toThrow(/scope "push"/);
  });
});
