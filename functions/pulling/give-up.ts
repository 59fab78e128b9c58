import { NotFoundError } from '../networks/errors.ts';
import { isTableBusy } from '../storage/busy.ts';
import { releaseHead } from '../storage/heads.ts';
import type { AudienceJob, JobResult } from './audience-job.ts';
import { afterFailure, failureFields, failureOf, logFailure } from './failure.ts';
import { reportOf } from './report.ts';
import type { WalkProgress } from './walk.ts';

/**
 * Keeps what was read where it is worth keeping, lets the lease go, and says what it means for the schedule.
 * @throws the table's own error if it was asked too much at once
 */
export async function giveUp(
  job: AudienceJob,
  progress: WalkProgress,
  error: unknown,
  save: () => Promise<boolean>,
): Promise<JobResult> {
  const { deps, claim } = job;
  if (error instanceof NotFoundError && (claim.head.kind === 'likes' || claim.head.kind === 'stars')) {
    // Deleted since the account was looked at: nobody took a like back.
    await releaseHead(deps.db, claim, { status: 'closed', closedReason: 'deleted', dueAt: null, checkpoint: null });
    return { report: reportOf(claim.head, 'closed', { message: 'It is no longer there.' }) };
  }
  // Nothing is wrong with this audience; what it saved last is kept.
  if (isTableBusy(error)) throw error;
  const failure = failureOf(error, deps.clock.now());
  const isInternal = failure.error.code === 'internal';
  if (isInternal) deps.logger.error('pull failed', failureFields(failure, error));
  else logFailure(deps.logger, 'a list could not be read', claim.head, failure, error);
  const hasWalked = progress.pages > (progress.pagesBefore ?? 0);
  const isWorthSaving = !failure.isDeterministic && !isInternal;
  if (isWorthSaving && progress.cursor !== undefined) await save();
  // What was saved before something of ours went wrong is sound: where it leads was read since.
  const keepsLast = isWorthSaving || (isInternal && hasWalked);
  await releaseHead(deps.db, claim, {
    ...afterFailure(claim.head, failure, deps.clock.now(), hasWalked),
    // A cursor that leads nowhere must not be tried for ever.
    ...(keepsLast ? {} : { checkpoint: null }),
  });
  const isWaiting = failure.retryAt !== undefined;
  return {
    report: reportOf(claim.head, isWaiting ? 'waiting' : 'failed', {
      message: failure.error.message,
      code: failure.error.code,
      ...(failure.retryAt === undefined ? {} : { retryAt: failure.retryAt }),
    }),
    failure,
  };
}
