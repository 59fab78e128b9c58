import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pairOf } from '../../functions/core/same-person.ts';
import { statsShape } from '../../functions/history/stats.ts';
import { indexMarked, markIndex } from '../../functions/pulling/index-people.ts';
import { requestErasure } from '../../functions/storage/erasures.ts';
import { listOutreach } from '../../functions/storage/outreach.ts';
import { recordSuggestions } from '../../functions/storage/suggestions.ts';
import { createToken, listTokens, revokeTokenById, tokenId } from '../../functions/storage/tokens.ts';
import { listUnlinked } from '../../functions/storage/unlinked.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { asker, depsOf, jsonOf, listOf, parametersOf, readAll, silent } from './asking.ts';
import { addAccount, addAudience, addEdition, addSnapshot, change, DAY, gained, NOW, tell } from './seeded.ts';

const place = { owner: 'alice', accountId: 'bluesky:alice.example', kind: 'followers' } as const;
const ID = 'bluesky:did:plc:person1';
let table: FreshTable;
let ask: ReturnType<typeof asker>;
let token: string;
let reading: string;

beforeAll(async () => {
  table = await freshTable();
  const { db } = table;
  ask = asker(depsOf(db));
  token = await createToken(db, { owners: ['alice'], scopes: ['read', 'write'] });
  reading = await createToken(db, { owners: ['alice'], scopes: ['read'] });
  await addAccount(db, 'alice', place.accountId);
  await addAudience(db, place);
  const people = Array.from({ length: 40 }, (_, n) => gained(n + 2));
  const ines = gained(90, { person: { ...change(90).person, name: 'Inês', bio: 'Journalist.', location: 'Lisbon' } });
  const hostile = gained(91, { person: { ...change(91).person, name: '=1+1', bio: 'a;=cmd', handle: '+x' } });
  await tell(db, place, [change(1), ...people, ines, hostile]);
  await addSnapshot(db, place, NOW - DAY);
  await addSnapshot(db, place, NOW - 9 * DAY, { listed: 20, gained: 4, lost: 0 });
  await addSnapshot(db, place, NOW - 2 * DAY, { isAccepted: false, refusal: 'empty', reason: 'empty' });
  await markIndex(db, { owner: 'alice', accountId: place.accountId });
  await indexMarked({ db, clock: depsOf(db).clock, logger: silent }, () => true);
});
afterAll(() => table.close());

describe('searching people', () => {
  const found = async (query: Record<string, string>) =>
    listOf(await ask('/v1/people', { token, query })).items.map(({ handle }) => handle);

  it('finds by words without accents, place, distance, state and all of them together', async () => {
    expect(await found({ q: 'ines' })).toEqual(['person90.example']);
    expect(await found({ near: 'Lisbon' })).toEqual(['person90.example']);
    expect(await found({ near: 'Cascais', within: '40' })).toEqual(['person90.example']);
    // Near is what it is everywhere: 40 km, as in the mails and in "near".
    expect(await found({ near: 'Torres Vedras' })).toEqual([]);
    expect(await found({ near: 'Torres Vedras', within: '50' })).toEqual(['person90.example']);
    expect(await found({ near: 'Lisbon', segment: 'journalists', state: 'present' })).toEqual(['person90.example']);
    expect(await found({ near: 'Lisbon', segment: 'developers' })).toEqual([]);
    expect(await found({ state: 'lost' })).toEqual(['person1.example']);
    expect(await found({ audience: 'bluesky:alice.example:following' })).toEqual([]);
  });

  it('says how many it looked through, and pages without leaving anybody out', async () => {
    expect(jsonOf(await ask('/v1/people', { token }))).toMatchObject({ searched: 43, of: 43 });
    expect(await readAll(ask, '/v1/people', { token, query: { limit: '7' } })).toHaveLength(43);
  });

  it('names a place that nobody knows, and a distance from nowhere', async () => {
    expect(parametersOf(await ask('/v1/people', { token, query: { near: 'qqqqqq' } }))).toEqual(['near']);
    expect(parametersOf(await ask('/v1/people', { token, query: { within: '5' } }))).toEqual(['within']);
  });

  it('goes by what the owner corrected', async () => {
    const body = JSON.stringify({ place: 'Porto, Portugal', segments: ['artists'] });
    expect((await ask('/v1/people/bluesky:did:plc:person2/corrections', { token, method: 'PUT', body })).status).toBe(
      200,
    );
    expect(await found({ near: 'Porto' })).toEqual(['person2.example']);
    expect(await found({ segment: 'artists' })).toEqual(['person2.example']);
  });
});

describe('one person', () => {
  it('has profile, standing, history and outreach, which the owner may say', async () => {
    const path = `/v1/people/${ID}`;
    const put = (body: object) => ask(`${path}/outreach`, { token, method: 'PUT', body: JSON.stringify(body) });
    expect((await put({ state: 'invited', note: 'Over coffee' })).status).toBe(200);
    await put({ state: 'snoozed', until: '2027-01-01T00:00:00+01:00' });
    await put({ note: null });
    expect(jsonOf(await ask(path, { token }))).toMatchObject({
      handle: 'person1.example',
      audiences: [{ id: 'bluesky:alice.example:followers', state: 'lost', verdict: 'unfollowed' }],
      changes: [{ kind: 'lost' }],
      outreach: {
        state: 'snoozed',
        until: '2026-12-31T23:00:00.000Z',
        history: [{ step: 'invited' }, { step: 'snoozed' }],
      },
    });
    expect((await listOutreach(table.db, 'alice')).get(ID)?.note).toBeUndefined();
  });

  it('is noted as met, in contact, and when to write again', async () => {
    const put = async (body: object) =>
      jsonOf(
        await ask('/v1/people/bluesky:did:plc:person3/outreach', { token, method: 'PUT', body: JSON.stringify(body) }),
      );
    const now = new Date(NOW).toISOString();
    const contacted = await put({ contact: true });
    expect(contacted).toMatchObject({ state: 'suggested', contactAt: now });
    const met = await put({ state: 'met', promise: 'A loaf', writeAgainWeeks: 8 });
    expect(met).toMatchObject({ state: 'met', contactAt: now, promise: 'A loaf', writeAgainWeeks: 8 });
    const never = await put({ writeAgainWeeks: 0, contact: true });
    expect(never).toMatchObject({ state: 'met', writeAgainWeeks: 0 });
    expect(await put({ writeAgainWeeks: null })).not.toHaveProperty('writeAgainWeeks');
  });

  it('takes no outreach for nobody, without the scope, or of another shape', async () => {
    const put = (body: string, who = token, id = ID) =>
      ask(`/v1/people/${id}/outreach`, { token: who, method: 'PUT', body });
    expect((await put('{"state":"met"}', token, 'bluesky:did:plc:nobody')).status).toBe(404);
    expect((await put('{"state":"met"}', reading)).status).toBe(403);
    expect(parametersOf(await put('{"state":"snoozed"}'))).toEqual(['until']);
    expect(parametersOf(await put('{"state":"wedded"}'))).toEqual(['state']);
    expect(parametersOf(await put('{"contact":false}'))).toEqual(['contact']);
    expect(parametersOf(await put('{"writeAgainWeeks":521}'))).toEqual(['writeAgainWeeks']);
    expect(parametersOf(await put('{"writeAgainWeeks":1.5}'))).toEqual(['writeAgainWeeks']);
    expect(parametersOf(await put('nonsense'))).toEqual(['body']);
    const form = { token, method: 'PUT', body: 'state=met', headers: { 'content-type': 'text/plain' } };
    expect((await ask(`/v1/people/${ID}/outreach`, form)).status).toBe(415);
  });
});

describe('“wrong person”', () => {
  const other = {
    ...{ personId: 'github:7', network: 'github' as const, handle: 'ada', url: 'https://github.example/ada' },
    proof: 'each profile links the other',
  };
  const { personId: id, ...shown } = other;
  const told = (personId: string, who = token) =>
    ask(`/v1/people/${personId}/wrong-person`, { token: who, method: 'POST' });

  it('takes apart whom the last digest linked, is seen at once, and says no more the second time', async () => {
    await addEdition(table.db, 'alice', 'weekly', '2026-11-16', { linked: [other] });
    const edition = { at: NOW - DAY, digestId: 'weekly', period: '2026-11-16' };
    await recordSuggestions(table.db, 'alice', [ID], edition);
    expect(jsonOf(await ask(`/v1/people/${ID}`, { token }))).toMatchObject({ linked: [{ id, ...shown }] });
    expect((await told(ID, reading)).status).toBe(403);
    for (const _ of ['once', 'twice']) expect(jsonOf(await told(ID))).toEqual({ keptApart: [{ id, ...shown }] });
    expect(await listUnlinked(table.db, 'alice')).toEqual(new Set([pairOf(ID, 'github:7')]));
    const after = jsonOf(await ask(`/v1/people/${ID}`, { token }));
    expect(after).not.toHaveProperty('linked');
    expect(after).not.toHaveProperty('correction');
  });

  it('never names whoever is being erased', async () => {
    const twin = { ...other, personId: 'github:8', handle: 'private twin' };
    await addEdition(table.db, 'alice', 'monthly', '2026-11-16', { linked: [twin] });
    const edition = { at: NOW, digestId: 'monthly', period: '2026-11-16' };
    await recordSuggestions(table.db, 'alice', [ID], edition);
    expect((await ask(`/v1/people/${ID}`, { token })).text).toContain('private twin');
    await requestErasure(table.db, 'alice', 'github:8', NOW);
    expect((await ask(`/v1/people/${ID}`, { token })).text).not.toContain('private twin');
    expect((await told(ID)).text).not.toContain('private twin');
  });

  it('of whom nobody linked with anybody, tells no place and no kind any more, and lets them rest', async () => {
    const answer = jsonOf(await told('bluesky:did:plc:person9'));
    expect(answer).toMatchObject({
      keptApart: [],
      correction: { place: null, segments: [] },
      outreach: { state: 'snoozed' },
    });
    const { correction, outreach } = jsonOf(await ask('/v1/people/bluesky:did:plc:person9', { token }));
    expect({ keptApart: [], correction, outreach }).toEqual(answer);
    expect((await told('bluesky:did:plc:nobody')).status).toBe(404);
  });
});

describe('a list', () => {
  it('comes as CSV that runs no formula and keeps Unicode, page after page as one file', async () => {
    const path = '/v1/audiences/bluesky:alice.example:followers/people';
    const first = await ask(path, { token, query: { format: 'csv', limit: '30' } });
    const next = /<(?<next>[^>]+)>/.exec(String(first.headers['link']))?.groups?.['next'] ?? '';
    const second = await ask(path, {
      token,
      query: Object.fromEntries(new URL(next, 'https://api.example').searchParams),
    });
    const text = first.text + second.text;
    expect(text.startsWith('\uFEFFid,owner,')).toBe(true);
    expect(text.trimEnd().split('\r\n')).toHaveLength(44);
    expect(text).toContain('Inês');
    expect(text).toContain(`"'=1+1"`);
    expect(text).toContain(`"'+x"`);
    expect(text).toContain(`"a;'=cmd"`);
    expect(second.headers['link']).toBeUndefined();
  });

  it('comes as NDJSON, and unchanged as 304', async () => {
    const query = { format: 'ndjson' };
    const answer = await ask('/v1/people', { token, query });
    expect(
      answer.text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).id),
    ).toHaveLength(43);
    const again = await ask('/v1/people', {
      token,
      query,
      headers: { 'if-none-match': String(answer.headers['etag']) },
    });
    expect([again.status, again.text]).toEqual([304, '']);
  });
});

describe('a trend', () => {
  it('sums up pulls by week, from Monday, with what was refused', async () => {
    const path = '/v1/audiences/bluesky:alice.example:followers/trend';
    const points = await readAll(ask, path, { token, query: { by: 'week', from: '2026-11-11', limit: '1' } });
    expect(points.map(({ from, count, gained: came, pulls, refused }) => [from, count, came, pulls, refused])).toEqual([
      ['2026-11-09T00:00:00.000Z', 20, 4, 1, 0],
      ['2026-11-16T00:00:00.000Z', 24, 1, 1, 1],
    ]);
  });

  it('begins with the week of the first reading: before it nothing is known, and no zero is shown', async () => {
    const path = '/v1/audiences/bluesky:alice.example:followers/trend';
    for (const limit of ['2', '100']) {
      const points = await readAll(ask, path, { token, query: { by: 'week', from: '2026-08-01', limit } });
      // The baseline was taken on Friday, 23 October.
      expect(points.map(({ from }) => String(from).slice(0, 10))).toEqual([
        '2026-10-19',
        '2026-10-26',
        '2026-11-02',
        '2026-11-09',
        '2026-11-16',
      ]);
    }
  });
});

describe('the numbers', () => {
  it('count whom a digest suggested, until something came of it', async () => {
    const counted = async () => {
      const { outreach } = statsShape.parse(jsonOf(await ask('/v1/stats', { token })));
      return outreach.filter(({ state }) => state === 'suggested' || state === 'invited').map(({ count }) => count);
    };
    const [suggested = 0, invited = 0] = await counted();
    const edition = { at: NOW - DAY, digestId: 'weekly', period: '2026-11-16' };
    await recordSuggestions(table.db, 'alice', ['bluesky:did:plc:person7', 'bluesky:did:plc:person8'], edition);
    expect(await counted()).toEqual([suggested + 2, invited]);
    await ask('/v1/people/bluesky:did:plc:person7/outreach', { token, method: 'PUT', body: '{"state":"invited"}' });
    expect(await counted()).toEqual([suggested + 1, invited + 1]);
  });
});

describe('accounts', () => {
  it('are added and removed without deploying', async () => {
    const put = (id: string, body = '{}') => ask(`/v1/accounts/${id}`, { token, method: 'PUT', body });
    expect(jsonOf(await put('github:alice', '{"every":"12h"}'))).toMatchObject({
      status: 'waiting',
      network: 'github',
    });
    expect(parametersOf(await put('github:-alice'))).toEqual(['id']);
    expect(parametersOf(await put('github:alice', '{"every":"1m"}'))).toEqual(['every']);
    expect(jsonOf(await ask('/v1/accounts/github:alice', { token, method: 'DELETE' }))).toMatchObject({
      status: 'stopped',
    });
    expect((await ask('/v1/accounts/github:nobody', { token, method: 'DELETE' })).status).toBe(404);
  });
});

describe('tokens', () => {
  it('show their last use to the hour, and end by their id', async () => {
    const one = await createToken(table.db, { owners: ['alice'], scopes: ['read'], name: 'sheet', createdAt: NOW });
    await ask('/v1/accounts', { token: one });
    const [line] = (await listTokens(table.db, 'alice')).filter(({ id }) => id === tokenId(one));
    expect(line).toMatchObject({ name: 'sheet', usedAt: NOW, scopes: ['read'] });
    await revokeTokenById(table.db, tokenId(one));
    expect((await ask('/v1/accounts', { token: one })).status).toBe(401);
    expect(await revokeTokenById(table.db, '')).toBeUndefined();
  });

  it('that are wrong slow their sender down, and never whoever has a right one', async () => {
    const waits: number[] = [];
    const slow = asker(depsOf(table.db, { pause: async (ms) => void waits.push(ms) }));
    const statuses: number[] = [];
    for (let n = 0; n < 25; n += 1)
      statuses.push((await slow('/v1/accounts', { token: `rk_${'x'.repeat(43)}` })).status);
    expect([statuses[0], statuses.at(-1), waits.length]).toEqual([401, 429, 5]);
    expect((await slow('/v1/accounts', { token })).status).toBe(200);
  });
});
