import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { SESClient } from '@aws-sdk/client-ses';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { connectorFor } from '../../functions/networks/registry.ts';
import { createPullHandler } from '../../functions/pull.ts';
import { openRoster } from '../../functions/roster/open.ts';
import { validateConfig } from '../../functions/runtime/config.ts';
import { createSendDigestHandler } from '../../functions/send-digest.ts';
import { listAudienceRefs } from '../../functions/storage/audiences.ts';
import { batchWrite, type Db, type Item } from '../../functions/storage/db.ts';
import { readHead } from '../../functions/storage/heads.ts';
import type { Key } from '../../functions/storage/keys.ts';
import { startBluesky } from '../../lib/local/demo/servers/bluesky.ts';
import type { DemoServer } from '../../lib/local/demo/servers/serve.ts';
import { World } from '../../lib/local/demo/world.ts';
import { createTableFromSchema } from '../../lib/local/embedded-table.ts';
import type { DirectTable } from '../fakes/direct-table.ts';
import { documentClient } from '../fakes/table.ts';
import { type ApiChange, DAY, HOUR, quiet, Rig, signingKey } from '../main-job/rig.ts';
import { Chance } from './chance.ts';
import { CALM, flapping, Killed, Process, type Weather, weatherOf } from './weather.ts';

const START = Date.UTC(2026, 8, 7, 9);
const OWNER = 'did:plc:owner00000000000000000000';
const PEOPLE = 9;
const did = (n: number): string => `did:plc:${String(n).padStart(24, 'a')}`;

const config = validateConfig(
  {
    owners: [
      {
        id: 'owner',
        name: 'Olive',
        accounts: [{ id: 'bluesky:olive.example', track: { following: false, likes: false } }],
        digests: [
          {
            from: 'digest@olive.example',
            recipients: [{ email: 'olive@olive.example' }, { email: 'otto@olive.example' }],
          },
        ],
      },
    ],
  },
  'test',
);

/** What happened in truth, as `kind handle`, in the order of the weeks. */
type Truth = string[];

export interface Ending {
  readonly told: readonly string[];
  readonly truth: readonly string[];
  readonly present: readonly string[];
  readonly following: readonly string[];
  readonly weeks: number;
  /** Recipient and subject of each mail. */
  readonly mails: readonly string[];
  /** What is still leased, unprojected or late. */
  readonly unfinished: readonly string[];
}

/** Where a guard can be taken out of the way, to see that the suite notices. */
export interface Tampering {
  /** Wraps the table that the processes see. */
  readonly table?: (db: Db) => Db;
  /** Weather that shows it, in place of the seed's own. */
  readonly weather?: Weather;
  /** SES's events get lost. */
  readonly isDeafToSes?: boolean;
}

/** Everybody who is there before anything happens, and what a first reading in calm weather left in the table. */
export interface Beginning {
  readonly engine: DirectTable;
  readonly items: readonly (Item & Key)[];
}

/** Takes the baseline and mails the welcome, once for all scenarios. */
export async function begin(engine: DirectTable): Promise<Beginning> {
  const { rig, job, close } = await open(engine, newWorld(), new Chance(0), {});
  try {
    await job.calmDown(START);
    const { Items } = await rig.db.client.send(new ScanCommand({ TableName: rig.db.tableName }));
    return { engine, items: (Items ?? []) as (Item & Key)[] };
  } finally {
    await close();
  }
}

/**
 * Lives through a week or two of follows and losses in bad weather, then in calm, and says what came of it.
 * @param seed makes the scenario; the same one makes the same
 */
export async function live(seed: number, beginning: Beginning, tampering: Tampering = {}): Promise<Ending> {
  const chance = new Chance(seed);
  const world = newWorld();
  const { rig, job, close } = await open(beginning.engine, world, chance, tampering);
  try {
    await batchWrite(
      rig.db,
      beginning.items.map((put) => ({ put })),
    );
    const truth: Truth = [];
    const weeks = chance.is(0.3) ? 2 : 1;
    for (let week = 1; week <= weeks; week += 1) {
      rig.now = START + week * 7 * DAY;
      doSomething(world, chance, rig.now, truth);
      await job.suffer(tampering.weather ?? weatherOf(chance));
      await job.calmDown(START + week * 7 * DAY);
    }
    return await endingOf(rig, world, truth, weeks);
  } finally {
    await close();
  }
}

function newWorld(): World {
  const world = new World('bluesky');
  world.join({ id: OWNER, handle: 'olive.example', joinedAt: 0 });
  for (let n = 0; n < PEOPLE; n += 1) {
    world.join({ id: did(n), handle: `p${n}.example`, name: `Person ${n}`, joinedAt: 0 });
    if (n < PEOPLE - 3) world.follow(did(n), OWNER, START - DAY);
  }
  return world;
}

async function open(engine: DirectTable, world: World, chance: Chance, tampering: Tampering) {
  const server = await startBluesky(world);
  const client = engine.client();
  const tableName = `faults-${Math.random().toString(36).slice(2)}`;
  await createTableFromSchema(client, tableName);
  const db: Db = { client: documentClient(client), tableName };
  const rig = await Rig.open({
    config,
    urls: { bluesky: server.url },
    now: START,
    db,
    isDeafToSes: tampering.isDeafToSes ?? false,
  });
  const close = async (): Promise<void> => {
    await rig.close();
    await server.close();
    await client.send(new DeleteTableCommand({ TableName: tableName }));
  };
  return { rig, job: new Job(rig, server, chance, engine, tampering), close };
}

/** Pull and send-digest as separate processes, in some weather. */
class Job {
  readonly #rig: Rig;
  readonly #server: DemoServer;
  readonly #chance: Chance;
  readonly #engine: DirectTable;
  readonly #tampering: Tampering;

  constructor(rig: Rig, server: DemoServer, chance: Chance, engine: DirectTable, tampering: Tampering) {
    this.#rig = rig;
    this.#server = server;
    this.#chance = chance;
    this.#engine = engine;
    this.#tampering = tampering;
  }

  /** A few ticks in bad weather. What a tick throws is the schedule's to bear. */
  async suffer(weather: Weather): Promise<void> {
    this.#server.setFault(flapping(this.#chance, weather));
    const ticks = 1 + this.#chance.below(3);
    for (let n = 0; n < ticks; n += 1) {
      const isCrowded = this.#chance.is(weather.crowded);
      await Promise.allSettled([this.#pull(weather), ...(isCrowded ? [this.#pull(weather)] : [])]);
      await Promise.allSettled([this.#send(weather), ...(isCrowded ? [this.#send(weather)] : [])]);
      if (this.#chance.is(weather.clockJumps)) this.#rig.wallOffset += this.#chance.pick([-600_000, 60_000, HOUR]);
      this.#rig.now += 5 * 60_000;
    }
    this.#server.setFault(undefined);
  }

  /** Ticks in calm weather until whatever was put off is done: leases and pauses run out, and everything is due. */
  async calmDown(since: number): Promise<void> {
    for (const hours of [3, 38, 62]) {
      // The calendar stays within the three days in which a digest may still go out.
      this.#rig.now = Math.max(this.#rig.now, since + hours * HOUR);
      this.#rig.wallOffset += 13 * HOUR;
      await this.#pull(CALM);
      await this.#send(CALM);
    }
  }

  async #pull(weather: Weather): Promise<void> {
    const rig = this.#rig;
    const db = this.#tableFor(weather);
    const deps = {
      ...rig.pullDeps(db.db),
      connectors: async (account: Parameters<ReturnType<Rig['pullDeps']>['connectors']>[0]) =>
        connectorFor(account, {
          baseUrls: { bluesky: this.#server.url },
          fetch,
          wall: rig.clock.wall,
          wait: async () => undefined,
        }),
    };
    await ended(db.process, createPullHandler(deps)({}));
  }

  async #send(weather: Weather): Promise<void> {
    const rig = this.#rig;
    const { db, process } = this.#tableFor(weather);
    const ses = new SESClient({
      endpoint: rig.outbox.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
    ses.middlewareStack.add(process.ses as never, { step: 'initialize' });
    const send = createSendDigestHandler({
      db,
      config,
      ses,
      configurationSet: 'test',
      signingKey,
      publicUrl: 'https://rekindle.example',
      clock: rig.clock,
      logger: quiet,
      doubtMs: 30 * 60_000,
    });
    await ended(process, send({}));
    // SES tells what it accepted, whoever has died meanwhile.
    await rig.outbox.deliverEvents();
  }

  #tableFor(weather: Weather): { db: Db; process: Process } {
    const process = new Process(this.#chance, weather);
    const client = this.#engine.client();
    client.middlewareStack.add(process.table as never, { step: 'initialize' });
    const db: Db = {
      client: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
      tableName: this.#rig.db.tableName,
    };
    return { db: this.#tampering.table?.(db) ?? db, process };
  }
}

/** Waits for a run or for its death. An error is what the next tick is for. */
async function ended(process: Process, run: Promise<unknown>): Promise<void> {
  try {
    await Promise.race([run, process.death]);
  } catch (error) {
    if (!(error instanceof Killed)) run.catch(() => undefined);
  }
}

/** One to three deeds of a week, each by another person. */
function doSomething(world: World, chance: Chance, now: number, truth: Truth): void {
  const deeds = 1 + chance.below(3);
  const busy = new Set<string>();
  for (let n = 0; n < deeds; n += 1) {
    const id = did(chance.below(PEOPLE));
    if (busy.has(id)) continue;
    busy.add(id);
    const handle = world.person(id)?.handle ?? '';
    const wasThere = truth.some((line) => line.startsWith('lost ') && line.endsWith(` ${handle}`));
    if (!isListed(world, id)) {
      if (!world.isActive(id) || world.isBlocked(id, OWNER)) continue;
      world.follow(id, OWNER, now - HOUR);
      truth.push(`${wasThere ? 'returned' : 'gained'} ${handle}`);
      continue;
    }
    const deed = chance.pick(['unfollowed', 'blocked-you', 'deactivated', 'suspended'] as const);
    if (deed === 'unfollowed') world.unfollow(id, OWNER);
    if (deed === 'blocked-you') world.block(id, OWNER, now - HOUR);
    if (deed === 'deactivated') world.deactivate(id);
    if (deed === 'suspended') world.takeDown(id);
    truth.push(`lost ${deed} ${handle}`);
  }
}

function isListed(world: World, id: string): boolean {
  return world.follows.get(id, OWNER) !== undefined && world.isActive(id) && !world.isBlocked(id, OWNER);
}

async function endingOf(rig: Rig, world: World, truth: Truth, weeks: number): Promise<Ending> {
  const unfinished: string[] = [];
  const present: string[] = [];
  for (const ref of await listAudienceRefs(rig.db, 'owner')) {
    const head = await readHead(rig.db, ref.key, { consistent: true });
    if (head === undefined) continue;
    if (head.projectedVersion !== head.version) unfinished.push(`${ref.audienceId} is not projected`);
    if ((head.leaseUntil ?? 0) > rig.clock.wall()) unfinished.push(`${ref.audienceId} is leased`);
    if (head.lastError !== undefined) unfinished.push(`${ref.audienceId} has ${head.lastError.code}`);
    if ((head.dueAt ?? 0) <= rig.now) unfinished.push(`${ref.audienceId} is due`);
    for (const row of (await openRoster(rig.db, head)).rows()) {
      if (row.state !== 'lost') present.push(row.profile.handle);
    }
  }
  const changes: ApiChange[] = [];
  let path: string | undefined = '/v1/changes?limit=500';
  while (path !== undefined) {
    const { body }: { body: { items: ApiChange[]; next?: string } } = await rig.api(path, 'owner');
    changes.push(...body.items);
    path = body.next === undefined ? undefined : `/v1/changes?limit=500&cursor=${encodeURIComponent(body.next)}`;
  }
  const told = changes.map(({ kind, verdict, person }) => [kind, verdict, person.handle].filter(Boolean).join(' '));
  const mails = (await rig.mails()).map(({ to, subject }) => `${to?.[0]?.address} ${subject}`);
  return {
    told: told.sort(),
    weeks,
    truth: truth.toSorted(),
    present: present.sort(),
    following: world
      .people()
      .filter(({ id }) => id !== OWNER && isListed(world, id))
      .map(({ handle }) => handle)
      .sort(),
    mails: mails.sort(),
    unfinished,
  };
}
