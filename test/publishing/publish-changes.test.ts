import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeEventShape } from '../../functions/publishing/change-event.ts';
import { publishTo } from '../../functions/publishing/event-bus.ts';
import { createPullHandler } from '../../functions/pull.ts';
import { startBluesky } from '../../lib/local/demo/servers/bluesky.ts';
import type { DemoServer } from '../../lib/local/demo/servers/serve.ts';
import { World } from '../../lib/local/demo/world.ts';
import { DAY, Rig } from '../main-job/rig.ts';
import { configOf, START } from '../main-job/verdict-rig.ts';

const OWNER = 'did:plc:owner00000000000000000000';
const did = (n: number): string => `did:plc:${String(n).padStart(24, 'a')}`;
const bridge = mockClient(EventBridgeClient);

interface Told {
  readonly source: string | undefined;
  readonly type: string | undefined;
  readonly bus: string | undefined;
  readonly detail: ReturnType<typeof changeEventShape.parse>;
}

/** What was put on the bus and not refused. */
function told(): Told[] {
  return bridge.commandCalls(PutEventsCommand).flatMap(({ args: [{ input }] }) =>
    (input.Entries ?? []).map(({ Source, DetailType, EventBusName, Detail }) => ({
      source: Source,
      type: DetailType,
      bus: EventBusName,
      detail: changeEventShape.parse(JSON.parse(Detail ?? '')),
    })),
  );
}

describe('changes as events', () => {
  let world: World;
  let server: DemoServer;
  let rig: Rig;

  beforeEach(async () => {
    bridge.reset();
    bridge
      .on(PutEventsCommand)
      .callsFake(({ Entries }) => ({ FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: 'e' })) }));
    world = new World('bluesky');
    world.join({ id: OWNER, handle: 'olive.example', joinedAt: 0 });
    for (let n = 0; n < 30; n += 1) {
      world.join({ id: did(n), handle: `p${n}.example`, name: `Person ${n}`, joinedAt: 0 });
      if (n < 25) world.follow(did(n), OWNER, START - DAY);
    }
    server = await startBluesky(world);
    rig = await Rig.open({ config: configOf('bluesky:olive.example'), urls: { bluesky: server.url }, now: START });
  });
  afterEach(async () => {
    await rig.close();
    await server.close();
  });

  const pull = (isOn = true) =>
    createPullHandler({
      ...rig.pullDeps(),
      ...(isOn ? { publish: publishTo(new EventBridgeClient({ region: 'us-east-1' }), 'the-bus') } : {}),
    })({ force: true });

  it('are one event each, on the bus, in the published form, with the API’s ids', async () => {
    await pull();
    expect(told()).toEqual([]);
    world.unfollow(did(1), OWNER);
    for (let n = 25; n < 30; n += 1) world.follow(did(n), OWNER, START);
    rig.now += DAY;
    await pull();
    expect(told()).toHaveLength(6);
    expect(new Set(told().map(({ source, type, bus }) => `${source} ${type} ${bus}`))).toEqual(
      new Set(['rekindle Change Told the-bus']),
    );
    const { body } = await rig.api<{ items: { id: string; person: { id: string } }[] }>('/v1/changes', 'owner');
    expect(
      told()
        .map(({ detail }) => [detail.id, detail.person.id])
        .sort(),
    ).toEqual(body.items.map(({ id, person }) => [id, person.id]).sort());
    expect(told().find(({ detail }) => detail.kind === 'lost')?.detail).toMatchObject({
      schemaVersion: 1,
      owner: 'owner',
      network: 'bluesky',
      verdict: 'unfollowed',
      audienceId: 'bluesky:olive.example:followers',
      person: { handle: 'p1.example', name: 'Person 1' },
    });
  });

  it('are told once, however often it is looked', async () => {
    await pull();
    world.unfollow(did(1), OWNER);
    rig.now += DAY;
    await pull();
    rig.now += DAY;
    await pull();
    expect(told()).toHaveLength(1);
  });

  it('tell nothing old when they are switched on', async () => {
    await pull(false);
    world.unfollow(did(1), OWNER);
    rig.now += DAY;
    await pull(false);
    world.unfollow(did(2), OWNER);
    rig.now += DAY;
    await pull();
    expect(told().map(({ detail }) => detail.person.handle)).toEqual(['p2.example']);
  });

  it('that the bus does not take go out with a later pull, and hold up nothing', async () => {
    await pull();
    world.unfollow(did(1), OWNER);
    bridge.on(PutEventsCommand).rejects(new Error('down'));
    rig.now += DAY;
    const { audiences } = await pull();
    expect(audiences.map(({ outcome, lost }) => [outcome, lost])).toEqual([['committed', 1]]);
    bridge.reset();
    bridge.on(PutEventsCommand).callsFake(({ Entries }) => ({ Entries: Entries.map(() => ({})) }));
    rig.now += DAY;
    await pull();
    expect(told().map(({ detail }) => detail.person.handle)).toEqual(['p1.example']);
  });

  it('that the bus refuses one by one are tried again alone', async () => {
    await pull();
    for (const n of [1, 2, 3]) world.unfollow(did(n), OWNER);
    let first = true;
    bridge.on(PutEventsCommand).callsFake(({ Entries }) => {
      const answer = Entries.map((_: unknown, n: number) =>
        first && n === 1 ? { ErrorCode: 'ThrottlingException' } : {},
      );
      first = false;
      return { Entries: answer };
    });
    rig.now += DAY;
    await pull();
    expect(bridge.commandCalls(PutEventsCommand).map(({ args: [{ input }] }) => input.Entries?.length)).toEqual([3, 1]);
  });
});
