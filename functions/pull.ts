import middy from '@middy/core';
import * as z from 'zod';
import type { PullDeps, PullReport } from './pulling/deps.ts';
import { tick } from './pulling/tick.ts';
import { onFirstUse } from './runtime/on-first-use.ts';
import { pullDependencies } from './runtime/pull-dependencies.ts';

/** What the schedule sends (nothing), and what `--once` asks for. */
const pullEvent = z.looseObject({
  /** Everything now, whatever is due. */
  force: z.boolean().default(false),
  accounts: z.array(z.string().max(300)).max(500).optional(),
});

/** A tick ends this long before its invocation would be cut off: time for a checkpoint and a commit. */
const RESERVE_MS = 2 * 60_000;
/** How long a run may take where nobody cuts it off. */
const LONGEST_RUN_MS = 13 * 60_000;

interface Invocation {
  getRemainingTimeInMillis(): number;
}

/** Scheduled every five minutes: reads what is due, proves who left, commits it. */
export function createPullHandler(deps: PullDeps): (event: unknown, context?: Invocation) => Promise<PullReport> {
  return async (event, context) => {
    const { force, accounts } = pullEvent.parse(event ?? {});
    const remaining = context === undefined ? LONGEST_RUN_MS : context.getRemainingTimeInMillis() - RESERVE_MS;
    const report = await tick(deps, {
      force,
      ...(accounts === undefined ? {} : { accounts }),
      stopAt: deps.clock.wall() + remaining,
    });
    deps.logger.info('tick', {
      pulls: report.audiences.length,
      failed: report.audiences.filter((audience) => audience.outcome === 'failed').length,
      waiting: report.audiences.filter((audience) => audience.outcome === 'waiting').length,
    });
    return report;
  };
}

const pull = onFirstUse(async () => createPullHandler(await pullDependencies(process.env)));

/** Nothing of a report leaves the function: it would only be logged. */
export const handler = middy(async (event: unknown, context: Invocation): Promise<void> => {
  await (await pull())(event, context);
});
