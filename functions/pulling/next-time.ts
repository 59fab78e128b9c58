import { nextDue, pullInterval } from '../core/due.ts';
import type { HeadPatch } from '../storage/heads.ts';
import type { AudienceJob } from './audience-job.ts';

/** When it is read next, by how many there are. */
export function nextTime(job: AudienceJob, count: number): HeadPatch {
  const now = job.deps.clock.now();
  const every = pullInterval(job.account.every, count, job.account.network);
  return { every, dueAt: nextDue(now, every, job.spread, job.digestAt) };
}
