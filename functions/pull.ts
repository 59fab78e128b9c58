import middy from '@middy/core';
import * as z from 'zod';
import { countedConnector, type NetworkCounts } from './pulling/counted-connector.ts';
import type { PullDeps, PullReport } from './pulling/deps.ts';
import { oldestDue } from './pulling/oldest-due.ts';
import { tick } from './pulling/tick.ts';
import { withFields } from './runtime/logger.ts';
import { onFirstUse } from './runtime/on-first-use.ts';
import { pullDependencies } from './runtime/pull-dependencies.ts';
import { isTableBusy } from './storage/busy.ts';

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
  readonly awsRequestId?: string;
  getRemainingTimeInMillis(): number;
}

/** Scheduled every five minutes: reads what is due, proves who left, commits it. */
export function createPullHandler(deps: PullDeps): (event: unknown, context?: Invocation) => Promise<PullReport> {
  return async (event, context) => {
    const { force, accounts } = pullEvent.parse(event ?? {});
    const remaining = context === undefined ? LONGEST_RUN_MS : context.getRemainingTimeInMillis() - RESERVE_MS;
    const counts: NetworkCounts = { pages: 0, limited: 0, drift: 0 };
    const counting: PullDeps = {
      ...deps,
      connectors: async (account) => countedConnector(await deps.connectors(account), counts),
    };
    const report = await tick(counting, {
      force,
      ...(accounts === undefined ? {} : { accounts }),
      stopAt: deps.clock.wall() + remaining,
    });
    deps.logger.info('tick', {
      pulls: report.audiences.length,
      failed: report.audiences.filter((audience) => audience.outcome === 'failed').length,
      waiting: report.audiences.filter((audience) => audience.outcome === 'waiting').length,
      deferred: report.deferred ?? 0,
    });
    deps.metrics?.({ ...tallied(report), ...counted(counts), ...(await lateness(deps)) });
    return report;
  };
}

/** Not told where the table has no room for the question. */
async function lateness(deps: PullDeps): Promise<{ OldestDue?: number }> {
  try {
    return { OldestDue: await oldestDue(deps) };
  } catch (error) {
    if (isTableBusy(error)) return {};
    throw error;
  }
}

function tallied({ audiences }: PullReport) {
  const sum = (of: (audience: PullReport['audiences'][number]) => number) =>
    audiences.reduce((total, audience) => total + of(audience), 0);
  return {
    Pulls: audiences.length,
    Changes: sum(({ gained, lost, returned, edited }) => gained + lost + returned + edited),
    Held: sum(({ held }) => held),
    Refused: audiences.filter(({ outcome }) => outcome === 'refused').length,
  };
}

function counted({ pages, limited, drift }: NetworkCounts) {
  return { Pages: pages, Limited: limited, SchemaDrift: drift };
}

const dependencies = onFirstUse(() => pullDependencies(process.env));

/** Nothing of a report leaves the function: it would only be logged. */
export const handler = middy(async (event: unknown, context: Invocation): Promise<void> => {
  const deps = await dependencies();
  await createPullHandler({ ...deps, logger: withFields(deps.logger, { run: context.awsRequestId }) })(event, context);
});
