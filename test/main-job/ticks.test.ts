import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NotFoundError } from '../../functions/networks/errors.ts';
import type { Connector } from '../../functions/networks/network.ts';
import { createPullHandler } from '../../functions/pull.ts';
import type { PullReport } from '../../functions/pulling/deps.ts';
import { validateConfig } from '../../functions/runtime/config.ts';
import { listAudienceRefs } from '../../functions/storage/audiences.ts';
import { setWait } from '../../functions/storage/credentials.ts';
import { updateItem } from '../../functions/storage/db.ts';
import { headAttribute } from '../../functions/storage/head-codec.ts';
import { createHead, FRESH_HEAD, patchHead, readHead } from '../../functions/storage/heads.ts';
import type { Head } from '../../functions/storage/items.ts';
import { headKey } from '../../functions/storage/keys.ts';
import { startBluesky } from '../../lib/local/demo/servers/bluesky.ts';
import type { DemoServer } from '../../lib/local/demo/servers/serve.ts';
import { World } from '../../lib/local/demo/world.ts';
import { type ApiChange, DAY, HOUR, Rig } from './rig.ts';

const START = Date.UTC(2026, 8, 7, 9);
const OWNER = 'did:plc:olive';
const OTHER = 'did:plc:otto';
const did = (n: number): string => `did:plc:person${n}`;

const config = validateConfig(
  {
    owners: [
      { id: 'olive', name: 'Olive', accounts: [{ id: 'bluesky:olive.example' }] },
      { id: 'otto', name: 'Otto', accounts: [{ id: 'bluesky:otto.example' }] },
    ],
  },
  'test',
);

describe('a tick', () => {
  let world: World;
  let server: DemoServer;
  let rig: Rig;
  let post = '';

  beforeEach(async () => {
    world = new World('bluesky');
    world.join({ id: OWNER, handle: 'olive.example', joinedAt: 0 });
    world.join({ id: OTHER, handle: 'otto.example', joinedAt: 0 });
    for (let n = 0; n < 12; n += 1) {
      world.join({ id: did(n), handle: `person-${n}.example`, joinedAt: 0 });
      world.follow(did(n), OWNER, START - DAY);
      world.follow(did(n), OTHER, START - DAY);
    }
    post = world.post({ author: OWNER, at: START - HOUR, text: 'Hello' });
    world.like(did(1), post, START - HOUR);
    server = await startBluesky(world);
    rig = await Rig.open({ config, urls: { bluesky: server.url }, now: START });
    await rig.pull();
  });
  afterEach(async () => {
    await rig.close();
    await server.close();
  });

  const changes = async (owner: string): Promise<string[]> => {
    const { body } = await rig.api<{ items: ApiChange[] }>('/v1/changes?limit=500', owner);
    return body.items.map(({ kind, verdict, person }) => `${kind} ${verdict ?? ''} ${person.handle}`);
  };
  const headOf = async (owner: string, audience: RegExp): Promise<Head> => {
    const ref = (await listAudienceRefs(rig.db, owner)).find(({ audienceId }) => audience.test(audienceId));
    const head = await readHead(rig.db, ref?.key ?? '', { consistent: true });
    if (head === undefined) throw new Error(`no ${audience}`);
    return head;
  };
  /** Pulls everything with connectors whose pages go through `readPage` first. */
  const pullWith = (readPage: (target: Parameters<Connector['readPage']>[0]) => Promise<void>): Promise<PullReport> => {
    const deps = rig.pullDeps();
    return createPullHandler({
      ...deps,
      connectors: async (account) => {
        const connector = await deps.connectors(account);
        const read = connector.readPage.bind(connector);
        connector.readPage = async (target, cursor) => {
          await readPage(target);
          return read(target, cursor);
        };
        return connector;
      },
    })({ force: true });
  };

  it('tells nothing of an account whose handle now belongs to somebody else', async () => {
    world.rename(OWNER, 'olive-was-here.example');
    world.join({ id: 'did:plc:stranger', handle: 'olive.example', joinedAt: 0 });
    for (let n = 0; n < 4; n += 1) world.follow(did(n), 'did:plc:stranger', START);
    rig.now += 2 * DAY;
    const report = await rig.pull();
    const followers = report.audiences.find((audience) => audience.audienceId === 'bluesky:olive.example:followers');
    expect(followers).toMatchObject({ outcome: 'failed' });
    expect(followers?.message).toMatch(/belongs to another account/);
    expect(await changes('olive')).toEqual([]);
    expect((await headOf('olive', /followers/)).counts.present).toBe(12);
  });

  it('takes a post that is deleted before its likes are read for closed, not for a failure', async () => {
    rig.now += DAY;
    const report = await pullWith(async ({ kind }) => {
      if (kind === 'likes') throw new NotFoundError('This post does not exist.');
    });
    expect(report.audiences.find(({ kind }) => kind === 'likes')?.outcome).toBe('closed');
    expect(report.audiences.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(await headOf('olive', /likes/)).toMatchObject({ status: 'closed', failures: 0 });
    expect(await changes('olive')).toEqual([]);
  });

  it('lets go of an audience that was closed while it was being pulled', async () => {
    rig.now += DAY;
    const { key } = await headOf('olive', /likes/);
    await pullWith(async ({ kind }) => {
      if (kind === 'likes') await patchHead(rig.db, key, { status: 'closed', closedReason: 'aged', dueAt: null });
    });
    expect((await headOf('olive', /likes/)).status).toBe('closed');
    rig.now += 3 * DAY;
    world.removePost(post);
    await rig.pull({});
    const closed = await headOf('olive', /likes/);
    expect(closed).toMatchObject({ status: 'closed' });
    expect(closed.dueAt).toBeUndefined();
  });

  it('finishes what was cut off between commit and projection, without reading the list again', async () => {
    world.unfollow(did(3), OWNER);
    rig.now += DAY;
    await rig.pull();
    expect(await changes('olive')).toEqual(['lost unfollowed person-3.example']);
    const head = await headOf('olive', /followers/);
    // As a run leaves it that dies right after its commit.
    await patchHead(rig.db, head.key, { projectedVersion: head.projectedVersion - 1, dueAt: rig.now });
    server.requests.clear();
    await rig.pull({});
    const after = await headOf('olive', /followers/);
    expect(after.projectedVersion).toBe(after.version);
    expect(after.dueAt).toBeGreaterThan(rig.now);
    expect(server.requests.count(/getFollowers.*olive/)).toBe(0);
    expect(await changes('olive')).toEqual(['lost unfollowed person-3.example']);
  });

  it('goes on with a compaction that ran out of time, without reading the list again', async () => {
    world.unfollow(did(3), OWNER);
    rig.now += DAY;
    await rig.pull();
    const head = await headOf('olive', /followers/);
    // As a run leaves it whose time was over: the log is long, and it is still due.
    await patchHead(rig.db, head.key, { logBytes: 1_000_000, dueAt: rig.now });
    server.requests.clear();
    await rig.pull({});
    const after = await headOf('olive', /followers/);
    expect(after).toMatchObject({ version: head.version, baseVersion: head.version, logBytes: 0, counts: head.counts });
    expect(after.generation).not.toBe(head.generation);
    expect(after.dueAt).toBeGreaterThan(rig.now);
    expect(after.leaseUntil).toBeUndefined();
    expect(server.requests.count(/getFollowers.*olive/)).toBe(0);
  });

  it('goes on with everybody else when one head cannot be read', async () => {
    const broken = await headOf('olive', /followers/);
    await updateItem(rig.db, headKey(broken.key), { set: { [headAttribute('version')]: 'nonsense' } });
    await expect(readHead(rig.db, broken.key)).rejects.toThrow();
    world.unfollow(did(5), OTHER);
    rig.now += 2 * DAY;
    await rig.pull({});
    expect(await changes('otto')).toEqual(['lost unfollowed person-5.example']);
  });

  it('is not starved by a thousand audiences whose credential waits', async () => {
    for (let n = 0; n < 1_100; n += 1) {
      await createHead(rig.db, {
        ...FRESH_HEAD,
        key: `olive/github/${n}/followers`,
        owner: 'olive',
        network: 'github',
        accountId: 'github:olive',
        kind: 'followers',
        audienceId: `github:olive:followers`,
        target: 'olive',
        credentialId: 'github:public',
        every: DAY,
        dueAt: 0,
      });
    }
    await setWait(rig.db, 'github:public', Date.now() + HOUR, 'used up');
    world.unfollow(did(5), OTHER);
    rig.now += 2 * DAY;
    await rig.pull({});
    expect(await changes('otto')).toEqual(['lost unfollowed person-5.example']);
  });
});
