import type { Clock } from '../core/clock.ts';
import type { AudienceKind, NetworkId } from '../core/model.ts';
import type { Connector } from '../networks/network.ts';
import type { Publish } from '../publishing/event-bus.ts';
import type { Config } from '../runtime/config-schema.ts';
import type { Logger } from '../runtime/logger.ts';
import type { CountMetrics } from '../runtime/metrics.ts';
import type { Secrets } from '../runtime/secrets.ts';
import type { Db } from '../storage/db.ts';

/** Which account of which owner a connector is for; credentials may differ between them. */
export interface AccountName {
  readonly owner: string;
  readonly accountId: string;
  readonly network: NetworkId;
  /** When its credential ends as far as was noted; see the account's item. */
  readonly credentialEndsAt?: number;
}

/** What pulling needs of the world. */
export interface PullDeps {
  readonly db: Db;
  readonly config: Config;
  /** For the key that recognises erased people, and the ledger of them; without it nobody can be erased. */
  readonly secrets?: Pick<Secrets, 'read' | 'readOrCreate'>;
  readonly connectors: (account: AccountName) => Promise<Connector>;
  /** Whether a credential is stored for the account; without this nobody has one. */
  readonly hasCredential?: (account: AccountName) => Promise<boolean>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Wall clock since when no other process works on this table: leases taken before belong to the dead. Laptop only. */
  readonly aloneSince?: number;
  /** Counts what a tick did; deployed stages only. */
  readonly metrics?: CountMetrics;
  /** Tells others of told changes, where somebody asked for it. */
  readonly publish?: Publish;
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
  /** Only a number was read: by how much it moved, and how many came and went, where the network says so. */
  readonly isCountOnly?: boolean;
  readonly net?: number;
  readonly gainedCount?: number;
  readonly lostCount?: number;
  readonly baselineAt?: number;
  /** Why it waits, failed or was refused, and what to do. */
  readonly message?: string;
  /** What kind of failure it is. */
  readonly code?: string;
  /** Wall clock until which its credential waits. */
  readonly retryAt?: number;
}

export interface AccountReport {
  readonly owner: string;
  readonly accountId: string;
  readonly outcome: 'ok' | 'waiting' | 'failed';
  readonly message?: string;
  /** What kind of failure it is. */
  readonly code?: string;
  /** What it waits for, though nothing is wrong: an export, or to be connected. */
  readonly note?: string;
  /** What reading it costs, told before its lists are read. */
  readonly cost?: string;
  readonly retryAt?: number;
}

export interface PullReport {
  readonly accounts: readonly AccountReport[];
  readonly audiences: readonly AudienceReport[];
  /** How often the table was asked too much at once, so that something was left to a later tick. */
  readonly deferred?: number;
}
