import type { Change } from '../core/model.ts';
import { type Config, durationMs } from '../runtime/config-schema.ts';

/** When things are forgotten, as epoch seconds (the table's TTL) after a calendar time in ms. */
export interface Retention {
  /** Changes that name somebody who left. */
  lost(at: number): number;
  /** Everything else that is history. */
  history(at: number): number;
  change(change: Change): number;
  /** Before this calendar time, somebody lost is forgotten by the roster too. */
  lostBefore(now: number): number;
}

export function retentionOf(config: Config): Retention {
  const lostMs = durationMs(config.retention.lost);
  const historyMs = durationMs(config.retention.history);
  const seconds = (ms: number): number => Math.floor(ms / 1000);
  return {
    lost: (at) => seconds(at + lostMs),
    history: (at) => seconds(at + historyMs),
    change: (change) => seconds(change.detectedAt + (change.kind === 'lost' ? lostMs : historyMs)),
    lostBefore: (now) => now - lostMs,
  };
}
