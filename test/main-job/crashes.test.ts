import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RosterRow } from '../../functions/core/model.ts';
import { openRoster } from '../../functions/roster/open.ts';
import { validateConfig } from '../../functions/runtime/config.ts';
import { listAudienceRefs } from '../../functions/storage/audiences.ts';
import { batchWrite, type Db, type Item } from '../../functions/storage/db.ts';
import { readHead } from '../../functions/storage/heads.ts';
import { startBluesky } from '../../lib/local/demo/servers/bluesky.ts';
import type { DemoServer } from '../../lib/local/demo/servers/serve.ts';
import { World } from '../../lib/local/demo/world.ts';
import { createTableFromSchema, type EmbeddedTable, startEmbeddedTable } from '../../lib/local/embedded-table.ts';
import { documentClient, tableClient } from '../fakes/table.ts';
import { type ApiChange, DAY, HOUR, Rig } from './rig.ts';

const run = promisify(execFile);
const CHILD = fileURLToPath(new URL('./crash-child.ts', import.meta.url));
/** Keeps what the children compile, so that fifty of them do not do it fifty times. */
const CHECK = new URL('../../bin/check-node.mjs', import.meta.url).href;
const KILLS = 50;
const FOLLOWERS = 250;

const START = Date.UTC(2026, 8, 7, 9);
const OWNER = 'did:plc:owner00000000000000000000';
const did = (n: number): string => `did:plc:${String(n).padStart(24, 'a')}`;
/** Text that does not compress, so that a week of edits makes a log that is folded into a new base. */
const noise = (seed: string, length: number): string => {
  let text = '';
  while (text.length < length) text += createHash('sha256').update(`${seed}${text.length}`).digest('base64url');
  return text.slice(0, length);
};

const rawConfig = {
  owners: [
    {
      id: 'owner',
      name: 'Olive',
      accounts: [{ id: 'bluesky:olive.example' }],
      digests: [
        {
          from: 'digest@olive.example',
          recipients: [{ email: 'olive@olive.example' }, { email: 'otto@olive.example' }],
        },
      ],
    },
  ],
};
const config = validateConfig(rawConfig, 'test');

interface Ending {
  readonly rows: readonly (readonly [string, readonly RosterRow[]])[];
  readonly changes: readonly ApiChange[];
  /** Message ids by recipient; the welcome came before. */
  readonly mails: Readonly<Record<string, readonly string[]>>;
}

describe('a process that is killed', () => {
  const world = new World('bluesky');
  let server: DemoServer;
  let table: EmbeddedTable;
  let baseline: Item[];
  let isReady = false;

  beforeAll(async () => {
    world.join({ id: OWNER, handle: 'olive.example', joinedAt: 0 });
    for (let n = 0; n < FOLLOWERS; n += 1) {
      world.join({ id: did(n), handle: `p${n}.example`, name: `Person ${n}`, bio: noise(`a${n}`, 400), joinedAt: 0 });
      if (n < FOLLOWERS - 2) world.follow(did(n), OWNER, START - DAY);
    }
    const post = world.post({ author: OWNER, at: START - DAY, text: 'Hello' });
    for (const n of [1, 2, 3]) world.like(did(n), post, START - DAY);
    server = await startBluesky(world);
    table = await startEmbeddedTable(undefined);

    const first = await open('baseline', START);
    await first.pull();
    await first.send();
    baseline = await everything(first.db);
    await first.close();

    for (let n = 0; n < FOLLOWERS; n += 1) world.edit(did(n), { bio: noise(`b${n}`, 700) });
    for (const n of [4, 5, 6]) world.unfollow(did(n), OWNER);
    world.block(did(7), OWNER, START + DAY);
    world.deactivate(did(8));
    world.unlike(did(1), post);
    world.follow(did(FOLLOWERS - 1), OWNER, START + DAY);
    isReady = true;
  });
  afterAll(async () => {
    await server?.close();
    await table?.close();
  });

  /** A table of this name in the shared engine, with a rig over it. */
  async function open(name: string, now: number): Promise<Rig> {
    const client = tableClient(table.endpoint);
    await createTableFromSchema(client, name);
    const db: Db = { client: documentClient(client), tableName: name };
    if (isReady)
      await batchWrite(
        db,
        baseline.map((item) => ({ put: item as Item & { pk: string; sk: string } })),
      );
    return Rig.open({ config, urls: { bluesky: server.url }, now, db });
  }

  const child = async (rig: Rig, killAt: number, isAfter: boolean): Promise<string> => {
    const input = {
      killAt,
      isAfter,
      tableEndpoint: table.endpoint,
      sesEndpoint: rig.outbox.endpoint,
      tableName: rig.db.tableName,
      blueskyUrl: server.url,
      now: rig.now,
      config: rawConfig,
    };
    return run(process.execPath, ['--import', CHECK, CHILD, JSON.stringify(input)]).then(
      ({ stdout }) => stdout.trim(),
      (error: { signal?: string; stderr?: string }) => {
        if (error.signal === 'SIGKILL') return 'killed';
        throw new Error(`The child failed by itself: ${error.stderr}`);
      },
    );
  };

  async function endingOf(rig: Rig): Promise<Ending> {
    const rows: (readonly [string, RosterRow[]])[] = [];
    for (const ref of await listAudienceRefs(rig.db, 'owner')) {
      const head = await readHead(rig.db, ref.key, { consistent: true });
      if (head === undefined) throw new Error('no head');
      expect(head.projectedVersion, ref.audienceId).toBe(head.version);
      expect(head.leaseUntil, ref.audienceId).toBeUndefined();
      const roster = await openRoster(rig.db, head);
      rows.push([ref.audienceId, [...roster.rows()].sort((a, b) => (a.id < b.id ? -1 : 1))]);
    }
    const changes: ApiChange[] = [];
    let path: string | undefined = '/v1/changes?limit=500';
    while (path !== undefined) {
      const { body }: { body: { items: ApiChange[]; next?: string } } = await rig.api(path, 'owner');
      changes.push(...body.items);
      path = body.next === undefined ? undefined : `/v1/changes?limit=500&cursor=${encodeURIComponent(body.next)}`;
    }
    const mails: Record<string, string[]> = {};
    for (const mail of await rig.mails()) {
      const to = mail.to?.[0]?.address ?? '';
      mails[to] = [...(mails[to] ?? []), mail.messageId ?? ''];
    }
    return { rows, changes: changes.sort((a, b) => (a.id < b.id ? -1 : 1)), mails };
  }

  it(`at ${KILLS} points of pull, commit, projection, compaction and sending leaves nothing lost and nothing told twice`, async () => {
    const week = START + 7 * DAY;
    const reference = await open('reference', week);
    const requests = Number(await child(reference, -1, false));
    const wanted = await endingOf(reference);
    await reference.close();
    expect(
      wanted.changes.filter((change) => change.kind === 'lost').map((c) => [c.audienceId, c.verdict, c.person.handle]),
    ).toHaveLength(6);
    expect(Object.keys(wanted.mails).sort()).toEqual(['olive@olive.example', 'otto@olive.example']);
    expect(requests).toBeGreaterThan(KILLS / 2);

    let killed = 0;
    let doubles = 0;
    const scenario = async (n: number): Promise<void> => {
      const isAfter = n % 2 === 1;
      const killAt = 1 + Math.floor(((n / KILLS) * (requests * 2 - 1)) / 2);
      const rig = await open(`kill-${n}`, week);
      if ((await child(rig, killAt, isAfter)) === 'killed') killed += 1;
      // Whatever the dead process held has run out; SES never told us anything.
      rig.wallOffset = HOUR;
      await rig.pull();
      await rig.send();
      const ending = await endingOf(rig);
      await rig.close();
      const where = `killed ${isAfter ? 'after' : 'before'} request ${killAt} of ${requests}`;
      expect(ending.rows, where).toEqual(wanted.rows);
      expect(ending.changes, where).toEqual(wanted.changes);
      expect(Object.keys(ending.mails).sort(), where).toEqual(Object.keys(wanted.mails).sort());
      for (const ids of Object.values(ending.mails)) {
        expect(new Set(ids).size, where).toBe(1);
        doubles += ids.length - 1;
      }
    };
    const pending = Array.from({ length: KILLS }, (_, n) => n);
    const worker = async (): Promise<void> => {
      for (let n = pending.shift(); n !== undefined; n = pending.shift()) await scenario(n);
    };
    await Promise.all([worker(), worker()]);
    expect(killed).toBe(KILLS);
    // A second copy only where the kill fell between SES's acceptance and our noting it: one request for each mail.
    expect(doubles).toBeLessThanOrEqual(2);
  }, 600_000);
});

async function everything(db: Db): Promise<Item[]> {
  const items: Item[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await db.client.send(new ScanCommand({ TableName: db.tableName, ExclusiveStartKey: start }));
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}
