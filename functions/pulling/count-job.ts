import { countOnlyAfter, grossOf } from '../core/count-only.ts';
import type { AudienceTarget, CountReading } from '../networks/network.ts';
import { releaseHead } from '../storage/heads.ts';
import type { Head } from '../storage/items.ts';
import { putSnapshot } from '../storage/snapshots.ts';
import type { AudienceJob, JobResult } from './audience-job.ts';
import { giveUp } from './give-up.ts';
import { nextTime } from './next-time.ts';
import { kindOf, reportOf } from './report.ts';
import { resolvedOf } from './resolved-account.ts';
import { retentionOf } from './retention.ts';

/**
 * Reads the numbers of a count-only audience under its lease. There is no list, so there is nothing to compare and
 * nobody to tell: a snapshot keeps the number and what came and went on each day, the head the last of both.
 * Never throws for what a network does.
 */
export async function countAudience(job: AudienceJob): Promise<JobResult> {
  const { deps, claim } = job;
  const { head } = claim;
  const now = deps.clock.now();
  let reading: CountReading;
  try {
    const { connector } = job;
    if (connector.readCount === undefined) throw new TypeError('This network tells no numbers.');
    const through = head.countOnly?.through;
    const question = { now, ...(through === undefined ? {} : { through }) };
    reading = await connector.readCount(resolvedOf(job.account), targetOf(head), question);
  } catch (error) {
    return giveUp(job, { cursor: undefined, pages: 0, isComplete: false }, error, async () => true);
  }
  const isFirst = head.countOnly?.count === undefined;
  const countOnly = countOnlyAfter(reading, head.countOnly);
  // Days before the first reading belong to a time of which nothing is told.
  const days = isFirst ? [] : reading.days;
  // The snapshot comes first: days that are written twice count once, days that are missed are gone.
  await putSnapshot(deps.db, {
    ...{ key: head.key, at: now, startedAt: now, listed: 0, duplicates: 0, pages: 1 },
    ...{ isComplete: true, isAccepted: true, isCountOnly: true, networkCount: reading.count },
    ...(days.length === 0 ? {} : { days }),
    ...(reading.untold === undefined ? {} : { reason: reading.untold }),
    ...{ version: head.version, gained: 0, lost: 0, returned: 0, edited: 0 },
    expiresAt: retentionOf(deps.config).history(now),
  });
  const isOurs = await releaseHead(deps.db, claim, {
    ...nextTime(job, reading.count),
    ...{ countOnly, networkCount: reading.count, pulledAt: now },
    ...{ baselineAt: head.baselineAt ?? now, failures: 0, lastError: null, checkpoint: null },
    ...(head.status === 'parked' ? { status: 'active' as const } : {}),
  });
  if (!isOurs) {
    return { report: reportOf(head, 'waiting', { message: 'Another run took this audience over; it will report.' }) };
  }
  const { gained, lost } = isFirst ? {} : grossOf(days);
  const moved = (countOnly.net ?? 0) !== 0 || (gained ?? 0) + (lost ?? 0) > 0;
  return {
    report: reportOf(
      { ...head, baselineAt: head.baselineAt ?? now },
      isFirst ? 'baseline' : moved ? 'committed' : 'unchanged',
      {
        ...{ count: reading.count, isCountOnly: true, missing: 0, held: 0, hidden: 0 },
        ...(countOnly.net === undefined ? {} : { net: countOnly.net }),
        ...(gained === undefined ? {} : { gainedCount: gained }),
        ...(lost === undefined ? {} : { lostCount: lost }),
        ...(reading.untold === undefined ? {} : { message: reading.untold }),
      },
    ),
  };
}

function targetOf(head: Head): AudienceTarget {
  return {
    kind: kindOf(head),
    target: head.target,
    isCountOnly: true,
    ...(head.item === undefined ? {} : { item: head.item }),
    ...(head.networkCount === undefined ? {} : { count: head.networkCount }),
  };
}
