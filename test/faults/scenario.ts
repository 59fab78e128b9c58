import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { personId } from '../../functions/core/ids.ts';
import { batchWrite, type Item } from '../../functions/storage/db.ts';
import { requestErasure } from '../../functions/storage/erasures.ts';
import type { Key } from '../../functions/storage/keys.ts';
import type { World } from '../../lib/local/demo/world.ts';
import { DAY } from '../main-job/rig.ts';
import { bareSurroundings } from './bare-surroundings.ts';
import { Chance } from './chance.ts';
import type { Code } from './code.ts';
import { type Ending, endingOf, faultsOf, unfinishedIn } from './ending.ts';
import { Job, type JobOptions, type Tampering } from './job.ts';
import { doSomething, newWorld, RECIPIENTS, START, someFollower } from './life.ts';
import { PAGE_CAP, type Surroundings, type Times } from './surroundings.ts';
import { Tally } from './tally.ts';
import { weatherOf } from './weather.ts';
import { wholeSurroundings } from './whole-surroundings.ts';

/** What a first reading in calm weather left in the table, and a welcome. */
export type Beginning = readonly (Item & Key)[];

export interface LiveOptions {
  readonly tampering?: Tampering;
  /** Another version of the code, which takes turns with today's. */
  readonly older?: Code;
  /** Counts the faults that are met. */
  readonly tally?: Tally;
}

/** Every so many seeds go through the SDK, HTTP and files; the others go without, and are as bad otherwise. */
const WHOLE_EVERY = 32;

/** How probable it is that somebody is to be erased in a week. */
const ERASING = 0.15;

/**
 * Takes the baseline and mails the welcome, once for many scenarios.
 * @param code today's, if no other is given
 */
export async function begin(code?: Code): Promise<Beginning> {
  const times: Times = { now: START, wallOffset: 0 };
  const options = { chance: new Chance(0), meanwhile: () => undefined, ...(code && { code }) };
  const { around, job } = await open(0, newWorld(), times, options);
  try {
    await job.calmDown(START, async () => false);
    const { Items } = await around.table().send(new ScanCommand({ TableName: around.tableName }));
    return (Items ?? []) as (Item & Key)[];
  } finally {
    await around.close();
  }
}

/**
 * Lives through a week or two of follows and losses in bad weather, then in calm, and says what came of it.
 * @param seed makes the scenario; the same one makes the same
 */
async function live(seed: number, beginning: Beginning, options: LiveOptions = {}): Promise<Ending> {
  const chance = new Chance(seed);
  const world = newWorld();
  const times: Times = { now: START, wallOffset: 0 };
  const truth: string[] = [];
  const busy = new Set<string>();
  const meanwhile = (): void => doSomething(world, chance, times.now, truth, busy);
  const { around, job } = await open(seed, world, times, { ...options, chance, meanwhile });
  try {
    const db = { client: around.table(), tableName: around.tableName };
    await batchWrite(
      db,
      beginning.map((put) => ({ put })),
    );
    const erased = new Set<string>();
    const weeks = chance.is(0.2) ? 2 : 1;
    for (let week = 1; week <= weeks; week += 1) {
      const begun = START + week * 7 * DAY;
      times.now = begun;
      busy.clear();
      doSomething(world, chance, times.now, truth, busy);
      if (chance.is(ERASING)) {
        const person = someFollower(world, chance);
        if (person !== undefined) {
          await requestErasure(db, 'owner', personId('bluesky', person.id), times.now);
          erased.add(person.handle);
        }
      }
      await job.suffer(options.tampering?.weather ?? weatherOf(chance));
      await job.calmDown(
        begun,
        async () =>
          (await around.mails()).length >= week * RECIPIENTS.length && (await unfinishedIn(db, times)).length === 0,
      );
    }
    const mails = (await around.mails()).map(({ to, subject }) => `${to} ${subject}`);
    return await endingOf({ db, times, world, truth, weeks, mails, erased });
  } finally {
    await around.close();
  }
}

/** What is wrong after a scenario; nothing, if all is well. */
export async function faultsIn(seed: number, beginning: Beginning, options: LiveOptions = {}): Promise<string[]> {
  try {
    return faultsOf(await live(seed, beginning, options));
  } catch (error) {
    return [`it cannot even be read: ${error}`];
  }
}

async function open(
  seed: number,
  world: World,
  times: Times,
  {
    chance,
    meanwhile,
    code,
    older,
    tampering = {},
    tally = new Tally(),
  }: LiveOptions & Pick<JobOptions, 'chance' | 'meanwhile' | 'code'>,
): Promise<{ around: Surroundings; job: Job }> {
  const surround = seed % WHOLE_EVERY === 1 ? wholeSurroundings : bareSurroundings;
  const around = await surround({ world, times, isDeafToSes: tampering.isDeafToSes ?? false, pageCap: PAGE_CAP });
  return {
    around,
    job: new Job({
      around,
      times,
      chance,
      tally,
      tampering,
      meanwhile,
      ...(older && { older }),
      ...(code && { code }),
    }),
  };
}
