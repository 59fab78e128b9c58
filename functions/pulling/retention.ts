import type { Change, NetworkId } from '../core/model.ts';
import { termsOf } from '../networks/terms.ts';
import { durationMs } from '../runtime/config-fields.ts';
import type { Config } from '../runtime/config-schema.ts';

const DAY = 86_400_000;

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

/** @param network whose terms may set a shorter time than the owner did */
export function retentionOf(config: Config, network?: NetworkId): Retention {
  const keepDays = network === undefined ? undefined : termsOf(network).keepDays;
  const most = keepDays === undefined ? Number.POSITIVE_INFINITY : keepDays * DAY;
  const lostMs = Math.min(durationMs(config.retention.lost), most);
  const historyMs = Math.min(durationMs(config.retention.history), most);
  const seconds = (ms: number): number => Math.floor(ms / 1000);
  return {
    lost: (at) => seconds(at + lostMs),
    history: (at) => seconds(at + historyMs),
    change: (change) => seconds(change.detectedAt + (change.kind === 'lost' ? lostMs : historyMs)),
    lostBefore: (now) => now - lostMs,
  };
}
