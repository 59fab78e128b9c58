import { errorFields, type Logger } from '../../functions/runtime/logger.ts';

export interface Ticker {
  /** Begins no new tick and waits for the running ones, but no longer than `patienceMs`. */
  stop(patienceMs: number): Promise<void>;
}

export interface TickerJob {
  readonly name: string;
  readonly everyMinutes: number;
  readonly run: () => Promise<void>;
}

/**
 * The laptop's EventBridge: runs each job at once and then at its interval. A job that takes longer than its interval
 * does not run twice at a time; one that fails runs again with its next tick.
 */
export function startTicker(jobs: readonly TickerJob[], logger: Logger): Ticker {
  const running = new Map<string, Promise<void>>();
  let isStopped = false;
  const tick = (job: TickerJob): void => {
    if (isStopped || running.has(job.name)) return;
    const work = job
      .run()
      .catch((error: unknown) => logger.error('A tick failed', { tick: job.name, ...errorFields(error) }))
      .finally(() => running.delete(job.name));
    running.set(job.name, work);
  };
  const timers = jobs.map((job) => setInterval(tick, job.everyMinutes * 60_000, job));
  for (const job of jobs) tick(job);
  return {
    stop: async (patienceMs) => {
      isStopped = true;
      for (const timer of timers) clearInterval(timer);
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, patienceMs);
      });
      await Promise.race([Promise.all(running.values()), patience]);
      clearTimeout(timer);
    },
  };
}
