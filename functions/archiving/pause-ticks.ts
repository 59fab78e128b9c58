import {
  GetScheduleCommand,
  ListSchedulesCommand,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { Db } from '../storage/db.ts';
import { listDue } from '../storage/due.ts';
import { readHeads } from '../storage/heads.ts';
import { ArchiveError } from './errors.ts';

/** The ticks of a stage, which do not come for the time being. */
export interface PausedTicks {
  /** Lets those come again that came before. */
  resume(): Promise<void>;
}

/** How CloudFormation begins the names of a stage's schedules: stack, then construct. */
const ticksPrefix = (stage: string): string => `Rekindle-${stage}-Ticks`;

/** Names of the schedules of a stage. */
export async function schedulesOf(client: SchedulerClient, stage: string): Promise<string[]> {
  const names: string[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(new ListSchedulesCommand({ NamePrefix: ticksPrefix(stage), NextToken: token }));
    names.push(...(page.Schedules ?? []).flatMap(({ Name }) => (Name === undefined ? [] : [Name])));
    token = page.NextToken;
  } while (token !== undefined);
  return names;
}

/** Pauses a stage's ticks; those that somebody else has switched off stay off. */
export async function pauseTicks(client: SchedulerClient, stage: string): Promise<PausedTicks> {
  const paused: string[] = [];
  const resume = async (): Promise<void> => {
    for (const name of paused.splice(0)) await switchTo(client, name, 'ENABLED');
  };
  try {
    for (const name of await schedulesOf(client, stage)) {
      const { State } = await client.send(new GetScheduleCommand({ Name: name }));
      if (State !== 'ENABLED') continue;
      // Noted first: one that was switched off while the answer got lost is switched on again.
      paused.push(name);
      await switchTo(client, name, 'DISABLED');
    }
  } catch (error) {
    await resume();
    throw error;
  }
  return { resume };
}

async function switchTo(client: SchedulerClient, name: string, state: 'ENABLED' | 'DISABLED'): Promise<void> {
  // An update replaces everything that it does not name.
  const {
    $metadata: _,
    Arn: __,
    CreationDate: ___,
    LastModificationDate: ____,
    ...schedule
  } = await client.send(new GetScheduleCommand({ Name: name }));
  const { ScheduleExpression, FlexibleTimeWindow, Target } = schedule;
  await client.send(
    new UpdateScheduleCommand({
      ...schedule,
      Name: name,
      ScheduleExpression,
      FlexibleTimeWindow,
      Target,
      State: state,
    }),
  );
}

const FAR = Date.UTC(9999, 0);
/** Longer than any tick may run (15 minutes). */
const PATIENCE = 17 * 60_000;
const LOOK_EVERY = 15_000;

/**
 * Waits until nobody works on any audience: ticks that had begun when they were paused go on to their end.
 * @throws ArchiveError if somebody is still at it after a tick's longest time
 */
export async function untilQuiet(
  db: Db,
  world: { readonly wall: () => number; readonly wait: (ms: number) => Promise<unknown> },
): Promise<void> {
  const until = world.wall() + PATIENCE;
  while (await isAtWork(db, world.wall())) {
    if (world.wall() >= until) {
      throw new ArchiveError(
        'Somebody still pulls here although the ticks are paused. Try again in a quarter of an hour.',
      );
    }
    await world.wait(LOOK_EVERY);
  }
}

async function isAtWork(db: Db, wall: number): Promise<boolean> {
  const keys: string[] = [];
  for await (const key of listDue(db, FAR)) keys.push(key);
  const heads = await readHeads(db, keys);
  return heads.some((head) => (head?.leaseUntil ?? 0) > wall);
}
