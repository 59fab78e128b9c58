import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { validateConfig } from '../../functions/runtime/config.ts';
import { startBluesky } from '../../lib/local/demo/servers/bluesky.ts';
import type { Answer, DemoServer, FaultHook } from '../../lib/local/demo/servers/serve.ts';
import { World } from '../../lib/local/demo/world.ts';
import { type ApiChange, DAY, HOUR, Rig } from './rig.ts';

const START = Date.UTC(2026, 8, 7, 9);
const OWNER = 'did:plc:olive';
const did = (n: number): string => `did:plc:person${n}`;

const config = validateConfig(
  {
    owners: [
      {
        id: 'owner',
        name: 'Olive',
        accounts: [{ id: 'bluesky:olive.example', track: { following: false } }],
        digests: [{ from: 'digest@olive.example', recipients: [{ email: 'olive@olive.example' }] }],
      },
    ],
  },
  'test',
);

const onFollowers =
  (fault: Exclude<ReturnType<FaultHook>, undefined>): FaultHook =>
  (request) =>
    request.path.endsWith('getFollowers') ? fault : undefined;

type Row = Record<string, unknown>;
const changed = (change: (body: { cursor?: string; followers: Row[] }) => unknown) =>
  onFollowers((answer: Answer) => ({
    ...answer,
    body: change(structuredClone(answer.body) as { cursor?: string; followers: Row[] }),
  }));

const UNKIND: readonly (readonly [string, FaultHook, { readonly isError: boolean }])[] = [
  ['a 500', onFollowers({ status: 500, body: { error: 'InternalServerError' } }), { isError: true }],
  [
    'a 503 with HTML',
    onFollowers({ status: 503, headers: { 'content-type': 'text/html' }, body: '<h1>down</h1>' }),
    { isError: true },
  ],
  ['a line that goes dead', onFollowers('hang-up'), { isError: true }],
  ['a cut body', onFollowers((answer) => ({ ...answer, cutAfter: 100 })), { isError: true }],
  [
    'HTML instead of JSON',
    onFollowers({ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Hi</html>' }),
    { isError: true },
  ],
  [
    'a 200 with an error',
    onFollowers({ status: 200, body: { error: 'UpstreamFailure', message: 'no' } }),
    { isError: true },
  ],
  ['an empty list', changed((body) => ({ ...body, followers: [], cursor: undefined })), { isError: true }],
  ['a repeating cursor', changed((body) => ({ ...body, cursor: 'again' })), { isError: true }],
  [
    'ids of another kind',
    changed((body) => ({ ...body, followers: body.followers.map((row, n) => ({ ...row, did: String(n) })) })),
    { isError: true },
  ],
  [
    'rows without an id',
    changed((body) => ({ ...body, followers: body.followers.map(({ did: _, ...row }) => row) })),
    { isError: true },
  ],
  [
    'a 10 MB bio',
    changed((body) => ({
      ...body,
      followers: body.followers.map((row, n) => (n === 0 ? { ...row, description: 'x'.repeat(10_000_000) } : row)),
    })),
    { isError: true },
  ],
  [
    'duplicate ids',
    changed((body) => ({ ...body, followers: [...body.followers, ...body.followers] })),
    { isError: false },
  ],
  [
    'lone surrogates',
    changed((body) => ({ ...body, followers: body.followers.map((row) => ({ ...row, displayName: 'A\uD800B' })) })),
    { isError: false },
  ],
  [
    'markup in names',
    changed((body) => ({
      ...body,
      followers: body.followers.map((row) => ({
        ...row,
        displayName: '<script>alert(1)</script>',
        description: '"><img src=x onerror=alert(1)>',
      })),
    })),
    { isError: false },
  ],
];

describe('an unkind network', () => {
  let world: World;
  let server: DemoServer;
  let rig: Rig;

  beforeEach(async () => {
    world = new World('bluesky');
    world.join({ id: OWNER, handle: 'olive.example', joinedAt: 0 });
    for (let n = 0; n < 30; n += 1) {
      world.join({ id: did(n), handle: `person-${n}.example`, name: `Person ${n}`, joinedAt: 0 });
      world.follow(did(n), OWNER, START - DAY);
    }
    server = await startBluesky(world);
    rig = await Rig.open({ config, urls: { bluesky: server.url }, now: START });
    await rig.pull();
    await rig.send();
  });
  afterEach(async () => {
    await rig.close();
    await server.close();
  });

  const losses = async (): Promise<number> => {
    const { body } = await rig.api<{ items: ApiChange[] }>('/v1/changes?kind=lost&limit=500', 'owner');
    return body.items.length;
  };
  const audience = async (): Promise<{ count: number; error?: { code: string; message: string } }> =>
    (
      await rig.api<{ count: number; error?: { code: string; message: string } }>(
        '/v1/audiences/bluesky:olive.example:followers',
        'owner',
      )
    ).body;

  it.each(UNKIND)('that answers with %s makes no loss, no crash and no markup', async (_name, fault, { isError }) => {
    server.setFault(fault);
    for (let week = 1; week <= 2; week += 1) {
      rig.now = START + week * 7 * DAY;
      const report = await rig.pull();
      await rig.send();
      expect(await losses()).toBe(0);
      const { count, error } = await audience();
      expect(count).toBe(30);
      if (isError) {
        expect(error?.message ?? '').toMatch(/\w{4,}/);
        expect(report.audiences.find(({ kind }) => kind === 'followers')?.outcome).toMatch(/failed|refused/);
      } else {
        expect(error).toBeUndefined();
      }
    }
    for (const mail of await rig.mails()) {
      expect(mail.html ?? '').not.toMatch(/<script|<img[^>]*onerror/i);
    }
    server.setFault(undefined);
    rig.now += DAY;
    await rig.pull();
    expect(await losses()).toBe(0);
    expect((await audience()).error).toBeUndefined();
  });

  it('that is down for half an hour parks nobody', async () => {
    server.setFault(() => ({ status: 502, body: 'bad gateway' }));
    rig.now = START + 2 * DAY;
    for (let minute = 0; minute < 30; minute += 5) {
      await rig.pull({});
      rig.now += 5 * 60_000;
      rig.wallOffset += 5 * 60_000;
    }
    const { body } = await rig.api<{ items: { status: string }[] }>('/v1/audiences', 'owner');
    expect(body.items.map(({ status }) => status)).not.toContain('parked');
    server.setFault(undefined);
    rig.now += 2 * HOUR;
    rig.wallOffset += 2 * HOUR;
    const report = await rig.pull({});
    expect(report.audiences.find(({ kind }) => kind === 'followers')?.outcome).toMatch(/unchanged|committed/);
  });

  it('that rejects us over and over parks the audience, tries daily, and lets it back in', async () => {
    server.setFault(onFollowers({ status: 200, body: { nonsense: true } }));
    for (let n = 0; n < 6; n += 1) {
      rig.now += 2 * DAY;
      await rig.pull({});
    }
    const parked = await rig.api<{ status: string }>('/v1/audiences/bluesky:olive.example:followers', 'owner');
    expect(parked.body.status).toBe('parked');
    server.setFault(undefined);
    rig.now += 2 * DAY;
    await rig.pull({});
    const back = await rig.api<{ status: string }>('/v1/audiences/bluesky:olive.example:followers', 'owner');
    expect(back.body.status).toBe('active');
  });
});
