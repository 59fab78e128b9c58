import { describe, expect, it, onTestFinished } from 'vitest';
import { validateConfig } from '../../functions/runtime/config.ts';
import type { ServerOptions } from '../../lib/local/demo/servers/serve.ts';
import { readStatus } from '../../lib/local/status.ts';
import { statusText } from '../../lib/local/status-text.ts';
import { startX, X_TOKEN, XWorld } from '../networks/fakes/x.ts';
import { DAY, Rig } from './rig.ts';

const START = Date.UTC(2026, 8, 7, 9);
const MINUTE = 60_000;
const ACCOUNT = 'x:olive';
const MICROS = 1_000_000;

function configOf(budget: object | undefined, track: object = {}) {
  const lists = { followers: true, following: false, likes: false, stars: false, ...track };
  const account = { id: ACCOUNT, track: lists, ...(budget === undefined ? {} : { budget }) };
  const digests = [{ from: 'rekindle@example.org', recipients: [{ email: 'olive@example.org' }] }];
  return validateConfig({ owners: [{ id: 'owner', name: 'Olive', accounts: [account], digests }] }, 'test');
}

function crowd(size: number): XWorld {
  const world = new XWorld();
  for (let n = 0; n < size; n += 1) world.follow({ id: String(100_000 + n), username: `person_${n}` });
  return world;
}

async function open(world: XWorld, config: ReturnType<typeof configOf>, options: ServerOptions = {}) {
  // A month has to have room for the whole test, whenever it runs.
  const toMonthStart = Date.UTC(2030, 2, 1) - Date.now();
  let rig: Rig | undefined;
  const server = await startX(world, { ...options, wall: () => Date.now() + (rig?.wallOffset ?? toMonthStart) });
  onTestFinished(() => server.close());
  rig = await Rig.open({ config, urls: { x: server.url }, now: START, tokens: { x: X_TOKEN } });
  rig.wallOffset = toMonthStart;
  onTestFinished(() => rig.close());
  return { server, rig };
}

const pass = (rig: Rig, ms: number): void => {
  rig.now += ms;
  rig.wallOffset += ms;
};
const followersOf = (report: Awaited<ReturnType<Rig['pull']>>) =>
  report.audiences.find(({ kind }) => kind === 'followers');

describe('a walk of 5,000 followers on X', () => {
  it('goes on over windows of 15 minutes, reads no page twice, and is whole in the end', async () => {
    const world = crowd(5_000);
    // Pages far below 1,000: X may give short ones, and it takes 50 requests.
    world.pageCap = 100;
    const { server, rig } = await open(world, configOf({ usdPerMonth: 100 }), {
      rateLimit: { limit: 20, windowMs: 15 * MINUTE },
    });
    let report = await rig.pull();
    expect(followersOf(report)?.outcome).toBe('waiting');
    let windows = 1;
    while (followersOf(report)?.outcome !== 'baseline' && windows < 10) {
      pass(rig, 16 * MINUTE);
      report = await rig.pull({});
      windows += 1;
    }
    expect(followersOf(report)).toMatchObject({ outcome: 'baseline', count: 5_000 });
    expect(windows).toBeGreaterThanOrEqual(3);
    const tokens = server.requests.all().filter((line) => line.includes('/followers'));
    expect(new Set(tokens).size).toBe(tokens.length);
    expect(tokens).toHaveLength(50);
  });

  it('waits when it is told 429 in the middle, for as long as the header says', async () => {
    const world = crowd(500);
    world.pageCap = 100;
    const { server, rig } = await open(world, configOf({ usdPerMonth: 100 }));
    let pages = 0;
    server.setFault((request) => {
      if (!request.path.endsWith('/followers')) return undefined;
      pages += 1;
      if (pages !== 3) return undefined;
      const reset = Math.ceil((Date.now() + rig.wallOffset + 10 * MINUTE) / 1000);
      return {
        status: 429,
        headers: { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': String(reset) },
        body: { errors: [{ code: 88, message: 'Rate limit exceeded' }] },
      };
    });
    const first = followersOf(await rig.pull());
    expect(first).toMatchObject({ outcome: 'waiting' });
    expect((first?.retryAt ?? 0) - (Date.now() + rig.wallOffset)).toBeGreaterThan(9 * MINUTE);
    pass(rig, 5 * MINUTE);
    expect(followersOf(await rig.pull({}))).toBeUndefined();
    pass(rig, 6 * MINUTE);
    expect(followersOf(await rig.pull({}))).toMatchObject({ outcome: 'baseline', count: 500 });
  });
});

describe('credits that end in the middle (402)', () => {
  it('are never asked for again at once; the mail says what to buy, and the walk goes on where it was', async () => {
    const world = crowd(500);
    world.pageCap = 100;
    world.credits = 210 * 10_000;
    const { server, rig } = await open(world, configOf({ usdPerMonth: 100 }));
    const report = followersOf(await rig.pull());
    expect(report).toMatchObject({ outcome: 'failed' });
    expect(report?.message).toMatch(/402.*console\.x\.com.*\$0\.010/s);
    const asked = server.requests.count('/followers');
    expect(asked).toBe(4);
    pass(rig, 5 * MINUTE);
    await rig.pull({});
    expect(server.requests.count('/followers')).toBe(asked);
    // By hand nobody is welcomed with nothing: the run says it. By itself the mail says it after a day.
    expect((await rig.send()).digests).toMatchObject([{ outcome: 'nothing-read' }]);
    pass(rig, DAY);
    await rig.send({});
    const [mail] = await rig.mails();
    expect(mail?.subject).toMatch(/^Nothing could be read yet/);
    expect(mail?.text).toContain('credits of the developer app are used up');

    world.credits = Number.POSITIVE_INFINITY;
    pass(rig, 7 * 60 * MINUTE);
    expect(followersOf(await rig.pull({}))).toMatchObject({ outcome: 'baseline', count: 500 });
    // The page that was refused is asked for again; no other is.
    expect(server.requests.count('/followers')).toBe(asked + 2);
  });
});

describe('a monthly budget', () => {
  it('is told before the first reading, and stops the pull before it is overrun; the digest says so', async () => {
    const world = crowd(500);
    world.pageCap = 100;
    const { server, rig } = await open(world, configOf({ usdPerMonth: 3 }));
    const report = await rig.pull();
    expect(report.accounts[0]?.cost).toContain(
      '500 followers, weekly: about $5 each time, or $0.50 if the account itself owned the app.',
    );
    expect(report.accounts[0]?.cost).toContain('One reading is more than the budget of $3 a month');
    expect(followersOf(report)).toMatchObject({ outcome: 'failed' });
    expect(followersOf(report)?.message).toContain('does not allow the next request: $3.00 of $3.00 is spent');
    expect(world.charged).toBeLessThanOrEqual(3 * MICROS);
    expect(world.charged).toBeGreaterThan(2.9 * MICROS);

    const before = server.requests.count();
    pass(rig, 10 * DAY);
    await rig.pull();
    expect(server.requests.count()).toBe(before);
    await rig.send({});
    const [mail] = await rig.mails();
    expect(mail?.text).toContain('The budget of x:olive does not allow the next request');
    expect(mail?.text).toContain('Raise budget.usdPerMonth');
  });

  it('lets the walk go on next month, where it was', async () => {
    const world = crowd(500);
    world.pageCap = 100;
    const { server, rig } = await open(world, configOf({ usdPerMonth: 3 }));
    await rig.pull();
    pass(rig, 31.5 * DAY);
    expect(followersOf(await rig.pull({}))).toMatchObject({ outcome: 'baseline', count: 500 });
    const lines = server.requests.all().filter((line) => line.includes('/followers'));
    expect(lines.filter((line) => !line.includes('pagination_token'))).toHaveLength(1);
    expect(world.charged).toBeLessThanOrEqual(6 * MICROS);
  });

  it('lets the walk go on as soon as it is raised', async () => {
    const world = crowd(500);
    world.pageCap = 100;
    const first = await open(world, configOf({ usdPerMonth: 3 }));
    await first.rig.pull();
    const raised = await Rig.open({
      config: configOf({ usdPerMonth: 30 }),
      urls: { x: first.server.url },
      now: first.rig.now,
      tokens: { x: X_TOKEN },
      db: first.rig.db,
    });
    raised.wallOffset = first.rig.wallOffset;
    onTestFinished(() => raised.close());
    expect(followersOf(await raised.pull({}))).toMatchObject({ outcome: 'baseline', count: 500 });
  });

  it('counts a tenth for own lists where the account owns the app, and never less than X charges', async () => {
    const world = crowd(300);
    world.ownsApp = true;
    const { rig } = await open(world, configOf({ usdPerMonth: 1, ownsApp: true }));
    const report = await rig.pull();
    expect(report.accounts[0]?.cost).toContain(
      '300 followers, weekly: about $0.30 each time, or $3 if the app is not yours',
    );
    expect(followersOf(report)).toMatchObject({ outcome: 'baseline', count: 300 });
    expect(world.charged).toBe(300 * 1_000 + 10_000);
    const cost = (await rig.pull()).accounts[0]?.cost;
    expect(cost).toContain('Spent in 2030-03: $0.32 of $1.00.');
    const status = statusText(await readStatus(rig.db, rig.config, rig.clock), 'UTC');
    expect(status).toContain('\n  Spent in 2030-03: $0.62 of $1.00.');
  });

  it('without one, X is never asked, nothing is wrong, and the API says which export it waits for', async () => {
    const world = crowd(3);
    const { server, rig } = await open(world, configOf(undefined));
    const report = await rig.pull();
    expect(server.requests.count()).toBe(0);
    expect(report).toMatchObject({ accounts: [{ outcome: 'ok' }], audiences: [] });
    const { body } = await rig.api<{ items: object[] }>('/v1/accounts', 'owner');
    expect(body.items[0]).toMatchObject({
      reading: 'export',
      waitsFor: expect.stringContaining('Download an archive'),
    });
    expect(body.items[0]).not.toHaveProperty('error');
    const status = statusText(await readStatus(rig.db, rig.config, rig.clock), 'UTC');
    expect(status).toContain('x:olive\n  Waits for an export: ask X for your archive');
  });

  it('that is taken back ends the reading, and the mail says no more of it', async () => {
    const world = crowd(500);
    const first = await open(world, configOf({ usdPerMonth: 3 }));
    await first.rig.pull();
    const asked = first.server.requests.count();
    const without = await Rig.open({
      ...{ config: configOf(undefined), urls: { x: first.server.url }, now: first.rig.now + DAY },
      ...{ tokens: { x: X_TOKEN }, db: first.rig.db },
    });
    without.wallOffset = first.rig.wallOffset + DAY;
    onTestFinished(() => without.close());
    await without.pull({});
    without.now += 40 * DAY;
    without.wallOffset += 40 * DAY;
    await without.pull();
    expect(first.server.requests.count()).toBe(asked);
    const { body } = await without.api<Record<string, unknown>>(`/v1/audiences/${ACCOUNT}:followers`, 'owner');
    expect(body).not.toHaveProperty('error');
  });
});
