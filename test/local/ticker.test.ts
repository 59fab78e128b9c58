import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTicker } from '../../lib/local/ticker.ts';
import { SILENT } from './folder-for-test.ts';

describe('the ticker', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('runs a job at once and then at its interval, until it is stopped', async () => {
    let runs = 0;
    const run = async (): Promise<void> => {
      runs += 1;
    };
    const ticker = startTicker([{ name: 'pull', everyMinutes: 5, run }], SILENT);
    expect(runs).toBe(1);
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(runs).toBe(3);
    await ticker.stop(1_000);
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(runs).toBe(3);
  });

  it('never runs a job twice at a time, and runs it again after it has failed', async () => {
    let runs = 0;
    let fail: (error: Error) => void = () => {};
    const run = () => {
      runs += 1;
      return new Promise<void>((_, reject) => {
        fail = reject;
      });
    };
    startTicker([{ name: 'pull', everyMinutes: 5, run }], SILENT);
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(runs).toBe(1);
    fail(new Error('no'));
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    expect(runs).toBe(2);
  });

  it('waits for a running job when it is stopped, but not for ever', async () => {
    const ticker = startTicker([{ name: 'pull', everyMinutes: 5, run: () => new Promise(() => {}) }], SILENT);
    let isStopped = false;
    const stopped = ticker.stop(3_000).then(() => {
      isStopped = true;
    });
    await vi.advanceTimersByTimeAsync(2_999);
    expect(isStopped).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await stopped;
    expect(isStopped).toBe(true);
  });
});
