import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../functions/storage/db.ts';
import { SCHEMA_VERSION } from '../../functions/storage/table.ts';
import { DAY } from '../main-job/rig.ts';
import { bareSurroundings } from './bare-surroundings.ts';
import { Chance } from './chance.ts';
import { Job } from './job.ts';
import { doSomething, newWorld, START } from './life.ts';
import { type Beginning, begin } from './scenario.ts';
import type { Times } from './surroundings.ts';
import { Tally } from './tally.ts';
import { CALM } from './weather.ts';

type Stored = Record<string, unknown> & { readonly pk: string; readonly sk: string };

async function everything({ client, tableName }: Db): Promise<Map<string, Stored>> {
  const { Items } = await client.send(new ScanCommand({ TableName: tableName }));
  return new Map(((Items ?? []) as Stored[]).map((item) => [`${item.pk} ${item.sk}`, item]));
}

let beginning: Beginning;
beforeAll(async () => {
  beginning = await begin();
});

/** A week of today's code on a table of which a newer version has written what `isNewer` says. */
async function weekOn(isNewer: (item: Stored, n: number) => boolean): Promise<void> {
  const world = newWorld();
  const times: Times = { now: START, wallOffset: 0 };
  const around = await bareSurroundings({ world, times, isDeafToSes: false });
  const db: Db = { client: around.table(), tableName: around.tableName };
  for (const [n, item] of (beginning as readonly Stored[]).entries()) {
    const Item = isNewer(item, n) ? { ...item, sv: SCHEMA_VERSION + 1, unheardOf: ['yet'] } : item;
    await db.client.send(new PutCommand({ TableName: db.tableName, Item }));
  }
  const before = await everything(db);
  const chance = new Chance(1);
  const job = new Job({ around, times, chance, tally: new Tally(), tampering: {}, meanwhile: () => undefined });
  times.now = START + 7 * DAY;
  doSomething(world, chance, times.now, [], new Set());
  await job.suffer({ ...CALM, crowded: 1, late: 0.3 });
  await job.calmDown(times.now, async () => false);
  const after = await everything(db);
  for (const [key, item] of before) {
    if (item['sv'] === SCHEMA_VERSION + 1) expect({ key, item: after.get(key) }).toEqual({ key, item });
  }
}

describe('what a newer version has written', () => {
  it('is left as it is by today’s code, if it is the whole table', () => weekOn(() => true));

  it.each([0, 1, 2])('is left as it is by today’s code, if it is a third of the table (%i)', (third) =>
    weekOn((_, n) => n % 3 === third),
  );

  it.each(['A#', 'B#', 'D#', 'O#', 'N#', 'META'])(
    'is left as it is by today’s code, if its keys begin with %s',
    (prefix) => weekOn(({ pk }) => pk.startsWith(prefix)),
  );
});
