import type { CountDay, CountOnly } from '../core/count-only.ts';
import type { AlarmTally } from '../core/false-alarms.ts';
import type { AudienceKind, Change, NetworkId, Profile, Refusal } from '../core/model.ts';
import type { Reading } from '../core/reading.ts';
import type { ShortLists } from '../core/short-lists.ts';
import type { WaitingState } from '../core/waiting-since.ts';
import type { Reply, TrackSettings } from '../networks/network.ts';

/**
 * The items other rooms read and write, as plain types. Stores validate them with zod when they read and convert
 * from and to the table's attributes; nobody else sees an attribute name.
 */

/** A numbered failure of an audience or account, shown to the owner. */
export interface LastError {
  readonly at: number;
  /** `rate-limited`, `unavailable`, `invalid-response`, `credentials-rejected`, `not-found`, `not-visible`, `identity-changed`, `budget-spent`, `no-credits`, `refused`, `internal` */
  readonly code: string;
  readonly message: string;
}

/**
 * `active`: pulled when due. `closed`: a post that aged out or was deleted; its roster still counts likes per person.
 * `stopped`: its account was removed from the config; history stays until retention ends.
 * `parked`: failed five times in a row in the same deterministic way; tried once a day.
 */
export type HeadStatus = 'active' | 'closed' | 'stopped' | 'parked';

/** One per audience and one per account job (kind `account`). At most 1 KB, so that an update costs one write unit. */
export interface Head {
  readonly key: string;
  readonly owner: string;
  readonly network: NetworkId;
  /** Declared id of the account: `bluesky:alice.example`. */
  readonly accountId: string;
  readonly kind: AudienceKind | 'account';
  /** API id; of an account job, the account's id. */
  readonly audienceId: string;
  readonly target: string;
  readonly item?: string;
  readonly title?: string;
  readonly postedAt?: number;
  readonly status: HeadStatus;
  readonly closedReason?: 'aged' | 'deleted';
  readonly credentialId: string;

  /** Committed state. Version 0 is "never committed". */
  readonly version: number;
  /** Fence under which `version` was committed; with it the log chain starts. */
  readonly committedFence: number;
  /** Counts up with every claim. */
  readonly fence: number;
  readonly generation: string;
  readonly baseVersion: number;
  readonly segments: number;
  readonly baseBytes: number;
  readonly logBytes: number;
  readonly projectedVersion: number;
  /** Complete and accepted pulls so far; patience counts in them. */
  readonly completePulls: number;
  readonly counts: {
    readonly present: number;
    readonly missing: number;
    readonly held: number;
    readonly hidden: number;
    readonly lost: number;
  };
  /** Since when somebody has been in each waiting state: the oldest `stateAt` in it. Absent: nobody is. */
  readonly waitingSince?: { readonly [State in WaitingState]?: number };
  /** How many losses were told since this is counted, and how many of those turned out to be none. */
  readonly alarms?: AlarmTally;
  /** Of who is in the roster and in which state, in any order; what a reader has put together must agree with it. */
  readonly checksum?: string;
  /** The network's own count when last pulled. */
  readonly networkCount?: number;
  /** How many fewer than `networkCount` the last accepted pull listed: networks count people whom they do not list. */
  readonly usualShortfall?: number;
  /** Lists refused one after the other because they fell short of `networkCount`; none since a list was accepted. */
  readonly shortLists?: ShortLists;
  readonly baselineAt?: number;
  /** Last complete and accepted pull. */
  readonly pulledAt?: number;
  /** When the last official export of it that was accepted was taken; the same as `pulledAt` if nothing was read since. */
  readonly exportAt?: number;
  /** Rows of the last export that name nobody, without those that hide somebody known (`core/blank-rows.ts`). */
  readonly blankRows?: number;
  readonly lastError?: LastError;
  /** Deterministic failures in a row. */
  readonly failures: number;

  /** Next time it is due; absent while closed or stopped (the due index is sparse). */
  readonly dueAt?: number;
  /** Interval in milliseconds. */
  readonly every: number;
  /** Wall clock. */
  readonly leaseUntil?: number;
  /** Its last lease expired without a word: its next run is alone. */
  readonly isSuspect?: boolean;
  readonly checkpoint?: CheckpointPointer;
  /** The list that the gate refused last, until a pull is accepted: the owner may take it as a new baseline. */
  readonly refused?: RefusedPointer;
  /** The network tells how many there are and not who. Absent: it is walked. */
  readonly countOnly?: CountOnly;
  /** When a complete pull was refused last, accepted since or not. */
  readonly refusedAt?: number;
}

export interface CheckpointPointer {
  readonly fence: number;
  readonly sequence: number;
  /** The roster version that the `seen` bitmap counts over. */
  readonly version: number;
  readonly startedAt: number;
}

/** A whole list that was refused, kept like a checkpoint, with what it takes to make a baseline of it. */
export interface RefusedPointer extends CheckpointPointer {
  /** When the refused pull ended: its snapshot's time. */
  readonly at: number;
  /** Lists of this network carry whole profiles. */
  readonly listsFullProfiles: boolean;
}

/** An account as declared and as resolved. */
export interface AccountItem {
  readonly owner: string;
  readonly accountId: string;
  readonly network: NetworkId;
  readonly stableId?: string;
  readonly profile?: Profile;
  readonly followersCount?: number;
  readonly track: TrackSettings;
  readonly every?: number;
  /** What reading it may cost in a month (X only). */
  readonly budget?: { readonly usdPerMonth: number; readonly ownsApp: boolean };
  /** It came with an import: the configuration has never heard of it. */
  readonly isImported?: boolean;
  /** How its lists come to us, as of its last job; absent until the first. */
  readonly reading?: Reading;
  readonly status: 'active' | 'stopped';
  readonly addedAt: number;
  readonly resolvedAt?: number;
  readonly lastError?: LastError;
  /** When a person has to sign in again for its credential, wall clock; absent: it does not end, or nobody knows when. */
  readonly credentialEndsAt?: number;
  /** The last replies to the owner, newest first, at most 500. */
  readonly replies?: readonly Reply[];
}

/** What a pull saw. */
export interface SnapshotItem {
  readonly key: string;
  readonly at: number;
  readonly startedAt: number;
  readonly listed: number;
  readonly duplicates: number;
  readonly pages: number;
  readonly isComplete: boolean;
  readonly isAccepted: boolean;
  readonly refusal?: Refusal;
  /** One sentence for the owner. */
  readonly reason?: string;
  /** When the owner took this pull as a new baseline in spite of its refusal, which stays noted. */
  readonly acceptedAt?: number;
  readonly networkCount?: number;
  /** It read a number and nobody: `listed` and all changes are 0, whatever the number did. */
  readonly isCountOnly?: boolean;
  /** Count-only: how many came and went on each day that the network settled since the snapshot before. */
  readonly days?: readonly CountDay[];
  readonly version: number;
  readonly gained: number;
  readonly lost: number;
  readonly returned: number;
  readonly edited: number;
}

/** A change as it is kept: with where it belongs. */
export interface StoredChange extends Change {
  /** `<8 hex of the audience key's hash>-<version>-<index>`; unique and stable. */
  readonly id: string;
  readonly owner: string;
  readonly network: NetworkId;
  readonly audienceId: string;
  readonly audienceKind: AudienceKind;
}

/** The wall-clock time until which a credential must wait. */
export interface CredentialState {
  readonly credentialId: string;
  readonly waitUntil?: number;
  readonly reason?: string;
}
