import type { IdKind } from '../core/gate.ts';
import { type Change, type ChangeKind, NETWORK_IDS, type Refusal, type Verdict } from '../core/model.ts';
import {
  type AudienceFacts,
  absentRows,
  decideWalk,
  decideWithProfiles,
  type FinishedWalk,
  idKindOf,
  judge,
} from '../pulling/settle.ts';
import { Comparison } from '../roster/comparison.ts';
import { Roster } from '../roster/roster.ts';
import type { Snapshot } from './series.ts';

/** What a series may be a record of: networks with a connector, lists, and networks that others recorded by themselves. */
export const REPLAY_NETWORKS = [...NETWORK_IDS, 'twitter'] as const;
export type ReplayNetwork = (typeof REPLAY_NETWORKS)[number];

/** A change as a replay tells it; times as the file writes them. */
export interface ToldChange {
  readonly kind: ChangeKind;
  readonly person: string;
  /** Of a loss: the first accepted snapshot that did not show them. */
  readonly leftAt?: string;
  readonly toldAt: string;
  readonly verdict?: Verdict;
  /** Of a return: milliseconds between the loss and now. */
  readonly awayMs?: number;
  readonly event?: string;
}

/** What one snapshot came to. A refused one tells nothing. */
export type ReplayStep =
  | { readonly t: string; readonly accepted: true; readonly told: readonly ToldChange[] }
  | { readonly t: string; readonly accepted: false; readonly refusal: Refusal; readonly reason: string };

export interface ReplayTotals {
  readonly snapshots: number;
  readonly refused: number;
  readonly gained: number;
  readonly lost: number;
  readonly returned: number;
  readonly heldNow: number;
  readonly missingNow: number;
  /** Mass losses that were told. */
  readonly events: number;
}

/** How many ids tell of which kind a list's are; as for a pull. */
const SAMPLE = 50;

/**
 * An audience that lives through recorded lists in memory, by the same gate, comparison and rules as a pull. Nobody can
 * be asked about the past, so nothing is verified. Every list counts as read to its end and as read by a machine: also
 * a recorded `list` is no official export, so an absence from it needs a second look.
 */
export class Replay {
  private readonly roster = new Roster({ version: 0, generation: '' }, []);
  /** Times as the file writes them, by epoch ms. */
  private readonly written = new Map<number, string>();
  private readonly eventIds = new Set<string>();
  private head: AudienceFacts;
  private counts = { snapshots: 0, refused: 0, gained: 0, lost: 0, returned: 0 };

  /** @param network what the lists are of; without it, somebody's followers somewhere */
  constructor(network?: ReplayNetwork) {
    this.head = { kind: network === 'list' ? 'members' : 'followers', completePulls: 0 };
  }

  /** Takes the next snapshot; each is at least as late as the one before. */
  take({ t, at, people }: Snapshot): ReplayStep {
    const { roster, head, counts } = this;
    const comparison = new Comparison(roster);
    comparison.see(people);
    const walk: FinishedWalk<AudienceFacts> = { head, roster, comparison, at, listIdKind: kindOfNew(comparison) };
    const verdict = judge(walk);
    if (!verdict.accepted) {
      this.counts = { ...counts, snapshots: counts.snapshots + 1, refused: counts.refused + 1 };
      return { t, accepted: false, refusal: verdict.refusal, reason: verdict.reason };
    }
    this.written.set(at, t);
    const compared = decideWalk(walk, absentRows(walk), {
      canVerify: false,
      listsFullProfiles: false,
      findings: new Map(),
      needsSecondLook: true,
    });
    const decision = decideWithProfiles(compared, new Map(), []);
    roster.apply(decision);
    this.head = { ...head, completePulls: head.completePulls + 1, baselineAt: head.baselineAt ?? at };
    this.count(decision.changes);
    return { t, accepted: true, told: decision.changes.map((change) => this.told(change)) };
  }

  totals(): ReplayTotals {
    const { held, missing } = this.roster.counts();
    return { ...this.counts, heldNow: held, missingNow: missing, events: this.eventIds.size };
  }

  private count(changes: readonly Change[]): void {
    const counts = { ...this.counts, snapshots: this.counts.snapshots + 1 };
    for (const { kind, event } of changes) {
      if (kind === 'gained' || kind === 'lost' || kind === 'returned') counts[kind] += 1;
      if (event !== undefined) this.eventIds.add(event);
    }
    this.counts = counts;
  }

  private told({ kind, person, at, detectedAt, verdict, awayMs, event }: Change): ToldChange {
    return {
      kind,
      person: person.id,
      ...(kind === 'lost' ? { leftAt: this.asWritten(at) } : {}),
      toldAt: this.asWritten(detectedAt),
      ...(verdict === undefined ? {} : { verdict }),
      ...(awayMs === undefined ? {} : { awayMs }),
      ...(event === undefined ? {} : { event }),
    };
  }

  private asWritten(time: number): string {
    return this.written.get(time) ?? new Date(time).toISOString();
  }
}

function kindOfNew(comparison: Comparison): IdKind | undefined {
  return idKindOf(
    comparison
      .gained()
      .slice(0, SAMPLE)
      .map(({ id }) => id),
  );
}
