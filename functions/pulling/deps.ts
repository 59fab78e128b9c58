import type { Clock } from '../core/clock.ts';
import type { AudienceKind, NetworkId } from '../core/model.ts';
import type { Connector } from '../networks/network.ts';
import type { Config } from '../runtime/config-schema.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Db } from '../storage/db.ts';

/** Which account of which owner a connector is for; credentials may differ between them. */
export interface AccountName {
  readonly owner: string;
  readonly accountId: string;
  readonly network: NetworkId;
}

/** What pulling needs of the world. */
export interface PullDeps {
  readonly db: Db;
  readonly config: Config;
  readonly connectors: (account: AccountName) => Promise<Connector>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Wall clock since when no other process works on this table: leases taken before belong to the dead. Laptop only. */
  readonly aloneSince?: number;
  /** Told after each audience; the laptop shows it. */
  readonly progress?: (entry: AudienceReport | AccountReport) => void;
}

/** What happened to one audience. `waiting` goes on by itself in a later tick. */
export interface AudienceReport {
  readonly owner: string;
  readonly accountId: string;
  readonly audienceId: string;
  readonly kind: AudienceKind;
  readonly title?: string;
  readonly outcome: 'baseline' | 'unchanged' | 'committed' | 'refused' | 'waiting' | 'failed' | 'closed';
  readonly count: number;
  readonly gained: number;
  readonly lost: number;
  readonly returned: number;
  readonly edited: number;
  readonly missing: number;
  readonly held: number;
  readonly hidden: number;
  readonly baselineAt?: number;
  /** Why it waits, failed or was refused, and what to do. */
  readonly message?: string;
  /** Wall clock until which its credential waits. */
  readonly retryAt?: number;
}

export interface AccountReport {
  readonly owner: string;
  readonly accountId: string;
  readonly outcome: 'ok' | 'waiting' | 'failed';
  readonly message?: string;
  readonly retryAt?: number;
}

export interface PullReport {
  readonly accounts: readonly AccountReport[];
  readonly audiences: readonly AudienceReport[];
}
