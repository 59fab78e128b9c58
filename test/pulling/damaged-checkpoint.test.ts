import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Finding, ListedPerson } from '../../functions/core/model.ts';
import { pullAudience } from '../../functions/pulling/audience-job.ts';
import type { PullDeps } from '../../functions/pulling/deps.ts';
import { finishVersions } from '../../functions/pulling/finish.ts';
import { loadCheckpoint } from '../../functions/roster/checkpoint.ts';
import { removeOrphans } from '../../functions/roster/orphans.ts';
import { validateConfig } from '../../functions/runtime/config.ts';
import { trackSchema } from '../../functions/runtime/config-schema.ts';
import { listChanges } from '../../functions/storage/changes.ts';
import { type Item, putItem, queryPrefix } from '../../functions/storage/db.ts';
import { baseKey, CHECKPOINT_PREFIX, GENERATION_PREFIX, headKey } from '../../functions/storage/keys.ts';
import { packJson } from '../../functions/storage/pack.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { Audience, byId, HOUR, listed, NOW } from '../roster/people.ts';
import { scriptedConnector } from './scripted-connector.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

/** Whoever is not listed is asked about, and has unfollowed. */
const answer = (id: string): Finding => ({
  ...{ id, account: 'active', inAudience: false },
  evidence: { at: NOW, asked: 'relationship', answered: 'not following' },
});

/** One audience and the product's own job over it. */
class Rig {
  readonly audience: Audience;
  readonly warnings: string[] = [];
  private now = NOW;

  constructor(audience: Audience) {
    this.audience = audience;
  }

  get deps(): PullDeps {
    const [owner = ''] = this.audience.key.split('/');
    return {
      db: table.db,
      config: validateConfig(
        { owners: [{ id: owner, name: 'Olive', accounts: [{ id: 'bluesky:alice.example' }], digests: [] }] },
        'test',
      ),
      connectors: async () => scriptedConnector({ list: [], pageSize: 1 }),
      clock: { now: () => this.now, wall: () => this.audience.wall },
      logger: {
        ...{ debug: () => {}, info: () => {}, error: () => {} },
        warn: (message, fields) => this.warnings.push(JSON.stringify([message, fields])),
      },
    };
  }

  /** @param breaksAt place in the list from which on the network is down */
  async pull(at: number, list: readonly ListedPerson[], pageSize: number, breaksAt?: number) {
    this.now = at;
    const claim = await this.audience.claim();
    const [owner = ''] = this.audience.key.split('/');
    const connector = scriptedConnector({ list, pageSize, answer, ...(breaksAt === undefined ? {} : { breaksAt }) });
    const { report } = await pullAudience({
      ...{ deps: this.deps, claim, connector, mayGoOn: () => true, spread: 0 },
      account: {
        ...{ owner, accountId: 'bluesky:alice.example', network: 'bluesky', stableId: 'did:plc:alice' },
        profile: { handle: 'alice.example', url: 'https://net.example/alice' },
        ...{ track: trackSchema.parse({}), status: 'active', addedAt: 0 },
      },
    });
    return report.outcome;
  }

  /** Everything that the audience is and has told. */
  async state() {
    const head = await this.audience.head();
    await finishVersions(this.deps, head);
    const { items } = await listChanges(table.db, { owner: head.owner }, { limit: 5_000 });
    const told = items.map(({ kind, person, verdict, at, detectedAt, before }) =>
      JSON.stringify([kind, person, verdict, at, detectedAt, before]),
    );
    const { version, counts, completePulls, checksum } = head;
    const people = byId((await this.audience.open()).rows());
    return { version, counts, completePulls, checksum, people, told: told.sort() };
  }

  async kept(): Promise<Item[]> {
    return queryPrefix(table.db, headKey(this.audience.key).pk, CHECKPOINT_PREFIX, { consistent: true });
  }

  /** Removes what nobody needs any more, as each commit does, long after. */
  async left(): Promise<string[]> {
    const { key, wall, db } = this.audience;
    await removeOrphans(db, key, { wall: wall + 9 * HOUR });
    const generations = await queryPrefix(db, headKey(key).pk, GENERATION_PREFIX, { consistent: true });
    return [...(await this.kept()), ...generations].map(({ sk }) => String(sk));
  }
}

const put = ({ pk, sk }: Item, attributes: Item) => putItem(table.db, { pk: String(pk), sk: String(sk) }, attributes);
const bytesOf = (item: Item | undefined): Uint8Array => {
  const data = item?.['data'];
  if (!(data instanceof Uint8Array)) throw new Error('There are no bytes.');
  return data;
};

type Damage = (data: Uint8Array, others: readonly Uint8Array[]) => unknown;
const flipped = (at: number, mask: number): Damage => {
  return (data) => data.map((byte, n) => (n === at % data.length ? byte ^ mask : byte));
};
const anyDamage: fc.Arbitrary<Damage> = fc.oneof(
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })).map(([at, mask]) => flipped(at, mask)),
  fc.tuple(fc.nat(), fc.nat(7)).map(([at, bit]) => flipped(at, 1 << bit)),
  fc.nat().map((length): Damage => {
    return (data) => data.subarray(0, length % data.length);
  }),
  fc.uint8Array({ maxLength: 60 }).map((garbage): Damage => {
    return () => garbage;
  }),
  fc.nat().map((n): Damage => {
    return (_, others) => others[n % others.length];
  }),
  fc.jsonValue().map((value): Damage => {
    return () => packJson(value);
  }),
  fc.constantFrom('text', 7, undefined, []).map((value): Damage => {
    return () => value;
  }),
);

/** Ends of a first list: some left, some came, some are called otherwise. */
const PEOPLE = 64;
const before = Array.from({ length: PEOPLE }, (_, n) => listed(`p${n}`));
const after = Array.from({ length: PEOPLE + 9 }, (_, n) =>
  listed(`p${n + 3}`, n % 5 === 0 ? { name: `Person ${n}` } : {}),
).sort((a, b) => (a.id < b.id ? -1 : 1));

test('a checkpoint that is damaged anywhere in any way costs pages, and changes nothing of what is known and told', async () => {
  const whole = new Rig(await Audience.create(table.db));
  await whole.pull(NOW, before, 8);
  await whole.pull(NOW + 24 * HOUR, after, 8);
  const expected = await whole.state();
  expect(expected.told.length).toBeGreaterThan(20);

  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(cuts, fc.nat(), anyDamage, async (places, nth, damage) => {
      const rig = new Rig(await Audience.create(table.db));
      await rig.pull(NOW, before, 8);
      for (const place of places.sort((a, b) => a - b)) await rig.pull(NOW + 23 * HOUR, after, 8, place * 8);
      const items = await rig.kept();
      const item = items[nth % items.length] ?? {};
      await put(item, { ...item, data: damage(bytesOf(item), items.map(bytesOf)) });
      expect(await rig.pull(NOW + 24 * HOUR, after, 8)).toBe('committed');
      expect(await rig.state()).toEqual(expected);
      expect((await rig.left()).filter((sk) => sk.startsWith(CHECKPOINT_PREFIX))).toEqual([]);
    }),
    { numRuns: 12 },
  );
});

/** Thousands, so that a first walk writes segments of a base before its end. */
const MANY = Array.from({ length: 7_500 }, (_, n) => listed(`p${n}`, { bio: Math.imul(n + 1, 7_919).toString(36) }));

test('a first walk starts again if anything of what it kept is damaged, its base included, and leaves no rest of it', async () => {
  const whole = new Rig(await Audience.create(table.db));
  await whole.pull(NOW, MANY, 500);
  const { key: _, ...expected } = { ...(await whole.state()), key: undefined };

  /** How a save lies in the table: a body, the held, the bitmap of nobody, and two segments of which one is short. */
  const damages: readonly [of: 'body' | 'part' | 'segment', at: (data: Uint8Array) => number][] = [
    ['body', (data) => data.length >> 1],
    ['part', (data) => data.length >> 1],
    // Of a segment: its mark, the index, the columns, of which nobody reads anything before the head leads to them.
    ['segment', () => 0],
    ['segment', () => 20],
    ['segment', (data) => data.length - 100],
  ];
  for (const [of, at] of damages) {
    const rig = new Rig(await Audience.create(table.db));
    await rig.pull(NOW - HOUR, MANY, 500, 7_000);
    const { key } = rig.audience;
    const [item] =
      of === 'segment'
        ? await queryPrefix(table.db, baseKey(key, 'g1-1', 0).pk, '', { consistent: true })
        : (await rig.kept()).filter(({ sk }) => String(sk).endsWith('#0000') === (of === 'body'));
    const data = bytesOf(item);
    await put(item ?? {}, { ...item, data: flipped(at(data), 4)(data, []) });
    expect(await rig.pull(NOW, MANY, 500)).toBe('baseline');
    expect(rig.warnings).toHaveLength(1);
    expect(await rig.state()).toEqual(expected);
    const { generation } = await rig.audience.head();
    expect(generation).not.toBe('g1-1');
    expect(await rig.left()).toEqual([`${GENERATION_PREFIX}${generation}`]);
  }
});

test('it is said in the log that a walk starts again, without anybody in it', async () => {
  const rig = new Rig(await Audience.create(table.db));
  await rig.pull(NOW, before, 8);
  await rig.pull(NOW + 23 * HOUR, after, 8, 40);
  const [item = {}] = await rig.kept();
  await put(item, { ...item, data: new Uint8Array([1, 2, 3]) });
  expect(rig.warnings).toEqual([]);
  await rig.pull(NOW + 24 * HOUR, after, 8);
  const [owner = ''] = rig.audience.key.split('/');
  expect(rig.warnings.map((line) => JSON.parse(line))).toEqual([
    ['what was kept of a walk cannot be read; it starts again', { owner, network: 'bluesky', kind: 'followers' }],
  ]);
});

test('a table that cannot be read is no damage: the walk goes on from where it was once it can', async () => {
  const rig = new Rig(await Audience.create(table.db));
  await rig.pull(NOW, before, 8);
  await rig.pull(NOW + 23 * HOUR, after, 8, 64);
  const { checkpoint } = await rig.audience.head();
  const claim = await rig.audience.claim();
  const roster = await rig.audience.open();
  // The body, the bitmap, the gained and the edited.
  for (const nth of [1, 2, 3, 4]) {
    let reads = 0;
    table.db.client.middlewareStack.add(
      (next, context) => async (args) => {
        if (/Get/.test(context.commandName ?? '')) reads += 1;
        if (reads === nth) throw new RangeError('The network is down.');
        return next(args);
      },
      { step: 'initialize', name: 'broken', override: true },
    );
    const loading = loadCheckpoint(table.db, claim.head, roster);
    await expect(loading).rejects.toThrow('The network is down.');
    table.db.client.middlewareStack.remove('broken');
  }
  expect(await rig.audience.head()).toMatchObject({ checkpoint });
  expect((await loadCheckpoint(table.db, claim.head, roster))?.pages).toBe(8);
});
