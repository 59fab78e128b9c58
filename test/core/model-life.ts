import type { Decision } from '../../functions/core/decide.ts';
import type { AudienceKind, Finding, ListedPerson, RosterRow } from '../../functions/core/model.ts';
import {
  absentRows,
  decideWalk,
  decideWithProfiles,
  type FinishedWalk,
  idKindOf,
  judge,
} from '../../functions/pulling/settle.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { Roster } from '../../functions/roster/roster.ts';
import type { Head } from '../../functions/storage/items.ts';
import { freshHead } from '../roster/people.ts';

/** What a pull came to. A refused one has nothing decided. */
export type Lived = { readonly accepted: true; readonly decision: Decision } | { readonly accepted: false };

/** Asks the network about people who were not listed; without it, it cannot be asked. */
export type Verify = (absent: readonly RosterRow[]) => readonly Finding[];

/** An audience that lives through whole walks by the product's own comparison, gate and rules, in memory alone. */
export class Life {
  readonly rows = new Map<string, RosterRow>();
  readonly kind: AudienceKind;
  head: Head;

  constructor(kind: AudienceKind = 'followers') {
    this.kind = kind;
    this.head = freshHead('owner/bluesky/model/followers', { kind });
  }

  /** One walk that reached the network's end marker. */
  pull(pages: readonly (readonly ListedPerson[])[], at: number, verify?: Verify): Lived {
    const roster = new Roster(this.head, [...this.rows.values()]);
    const comparison = new Comparison(roster);
    for (const page of pages) comparison.see(page);
    const listIdKind = idKindOf(comparison.gained().map(({ id }) => id));
    const walk: FinishedWalk = { head: this.head, roster, comparison, listIdKind, at };
    if (!judge(walk).accepted) return { accepted: false };
    const absent = absentRows(walk);
    const findings = new Map((verify?.(absent) ?? []).map((finding) => [finding.id, finding]));
    const compared = decideWalk(walk, absent, { canVerify: verify !== undefined, listsFullProfiles: false, findings });
    const decision = decideWithProfiles(compared, new Map(), []);
    for (const id of decision.drops) this.rows.delete(id);
    for (const row of decision.puts) this.rows.set(row.id, row);
    const { baselineAt = at, completePulls, version } = this.head;
    this.head = { ...this.head, baselineAt, completePulls: completePulls + 1, version: version + 1 };
    return { accepted: true, decision };
  }

  /** Forgets somebody as erasing does: their row is gone before the next pull. */
  erase(id: string): void {
    this.rows.delete(id);
  }

  /** How many are in the audience as it is told: everybody but the lost. */
  get members(): number {
    return [...this.rows.values()].filter((row) => row.state !== 'lost').length;
  }
}

/** Cuts a list into pages of this size, at least one. */
export function pagesOf<T>(list: readonly T[], size: number): T[][] {
  const pages: T[][] = [];
  for (let at = 0; at < Math.max(1, list.length); at += size) pages.push(list.slice(at, at + size));
  return pages;
}
