import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchWrite, type Db, type Item } from '../../functions/storage/db.ts';
import type { Key } from '../../functions/storage/keys.ts';
import { startBluesky } from '../../lib/local/demo/servers/bluesky.ts';
import type { DemoServer } from '../../lib/local/demo/servers/serve.ts';
import { createTableFromSchema, type EmbeddedTable, startEmbeddedTable } from '../../lib/local/embedded-table.ts';
import { documentClient, tableClient } from '../fakes/table.ts';
import {
  byRecipient,
  config,
  expectSixLosses,
  firstWeek,
  leftIn,
  rawConfig,
  START,
  secondWeek,
  WEEK_LATER,
} from './crash-world.ts';
import { HOUR, Rig } from './rig.ts';

const run = promisify(execFile);
const CHILD = fileURLToPath(new URL('./crash-child.ts', import.meta.url));
/** Keeps what the children compile, so that each does not do it again. */
const CHECK = new URL('../../bin/check-node.mjs', import.meta.url).href;
/** A few: `killed.test.ts` has many more moments, at which a process only believes that it is dead. */
const KILLS = 10;

describe('a process that is killed', () => {
  const olive = firstWeek();
  let server: DemoServer;
  let table: EmbeddedTable;
  let baseline: readonly (Item & Key)[] = [];

  beforeAll(async () => {
    server = await startBluesky(olive.world);
    table = await startEmbeddedTable(undefined);
    const first = await open('baseline', START);
    await first.pull();
    await first.send();
    const { Items } = await first.db.client.send(new ScanCommand({ TableName: first.db.tableName }));
    baseline = (Items ?? []) as (Item & Key)[];
    await first.close();
    secondWeek(olive);
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
    await batchWrite(
      db,
      baseline.map((put) => ({ put })),
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

  const endingOf = async (rig: Rig) => ({
    left: await leftIn(rig.db, rig.now),
    ids: byRecipient((await rig.mails()).map(({ to, messageId = '' }) => ({ to: to?.[0]?.address ?? '', messageId }))),
  });

  it(`at ${KILLS} requests of pull, commit, projection, compaction and sending leaves nothing lost and nothing told twice`, async () => {
    const reference = await open('reference', WEEK_LATER);
    const requests = Number(await child(reference, -1, false));
    const wanted = await endingOf(reference);
    await reference.close();
    expectSixLosses(wanted.left);
    expect(Object.keys(wanted.ids).sort()).toEqual(['olive@olive.example', 'otto@olive.example']);
    expect(requests).toBeGreaterThan(KILLS);

    let killed = 0;
    let doubles = 0;
    const scenario = async (n: number): Promise<void> => {
      const isAfter = n % 2 === 1;
      const killAt = 1 + Math.floor((n / KILLS) * (requests - 1));
      const rig = await open(`kill-${n}`, WEEK_LATER);
      if ((await child(rig, killAt, isAfter)) === 'killed') killed += 1;
      // Whatever the dead process held has run out; SES never told us anything.
      rig.wallOffset = HOUR;
      await rig.pull();
      await rig.send();
      const ending = await endingOf(rig);
      await rig.close();
      const where = `killed ${isAfter ? 'after' : 'before'} request ${killAt} of ${requests}`;
      expect(ending.left, where).toEqual(wanted.left);
      expect(Object.keys(ending.ids).sort(), where).toEqual(Object.keys(wanted.ids).sort());
      for (const ids of Object.values(ending.ids)) {
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
