import type { ComparedPull } from '../core/compared-pull.ts';
import { type Decision, decideInParts } from '../core/decide.ts';
import type { AlarmTally } from '../core/false-alarms.ts';
import type { Change, ListedPerson, RosterRow } from '../core/model.ts';
import { type Withdrawn, withdraw, withdrawnIn } from '../core/withdrawal.ts';
import { alarmsAfter } from './alarms.ts';
import type { Hydration } from './hydrate.ts';
import { comparedPull, type FinishedWalk, forgotten, type Verification } from './settle.ts';

type Sighting = ComparedPull['seen'][number];

/** What a walk is decided with. */
export interface PullFindings {
  /** Rows that the roster expected and the walk did not see. */
  readonly absent: readonly RosterRow[];
  readonly verification: Verification;
  readonly hydration: Hydration;
  /** Whoever was lost before it is forgotten. */
  readonly lostBefore: number;
  /** The network's terms: what it shows no more has to go. */
  readonly dropsWithdrawn: boolean;
}

/**
 * The decision of a pull, made part by part as it is committed, so that of a large audience only some thousands of those
 * to whom something happened are in memory. What it comes to is known once all parts were given.
 */
export class DecidedPull {
  private readonly walk: FinishedWalk;
  private readonly findings: PullFindings;
  private readonly counts = new Map<Change['kind'], number>();
  private readonly gone: Withdrawn[] = [];
  private tally: AlarmTally | undefined;

  constructor(walk: FinishedWalk, findings: PullFindings) {
    this.walk = walk;
    this.findings = findings;
    this.tally = walk.head.alarms;
  }

  /** To be asked for once. @throws CorruptRosterError if rows that are needed cannot be read */
  async *parts(): AsyncGenerator<Decision> {
    const { walk } = this;
    const { comparison } = walk;
    const { absent, verification, hydration } = this.findings;
    const away = awaySeen(walk);
    const fresh = successors(walk, verification);
    const listed = { seen: [...away.values()], fresh };
    const pull = comparedPull(walk, absent, verification, listed);
    const parts = decideInParts({ ...pull, hydrated: hydration.profiles, hydratedRows: hydration.rows });
    yield this.noted(parts.absent(), { findings: pull.findings, seen: [] });
    for await (const batch of comparison.editedBatches()) {
      const seen = batch.map(({ row, listed: person }) => ({ row, listed: person, isEdited: true }));
      for (const { slot } of batch) away.delete(slot);
      yield this.noted(parts.seen(seen), { findings: new Map(), seen });
    }
    const back = [...away.values()];
    yield this.noted(parts.seen(back), { findings: new Map(), seen: back });
    for (const people of comparison.gainedBatches()) yield this.noted(parts.fresh(people));
    yield this.noted(parts.rest());
    yield { puts: [], drops: forgotten(walk, this.findings.lostBefore), changes: [] };
  }

  /** All parts in one. */
  async whole(): Promise<Decision> {
    const all: Decision[] = [];
    for await (const part of this.parts()) all.push(part);
    return {
      puts: all.flatMap(({ puts }) => puts),
      drops: all.flatMap(({ drops }) => drops),
      changes: all.flatMap(({ changes }) => changes),
    };
  }

  /** How many were told as what; a move counts as an edit. */
  get tallies(): { gained: number; lost: number; returned: number; edited: number } {
    const of = (kind: Change['kind']): number => this.counts.get(kind) ?? 0;
    return { gained: of('gained'), lost: of('lost'), returned: of('returned'), edited: of('edited') + of('moved') };
  }

  get hasChanges(): boolean {
    return this.counts.size > 0;
  }

  /** See {@link alarmsAfter}. */
  get alarms(): AlarmTally {
    return this.tally ?? { told: 0, seenAgain: 0 };
  }

  /** Whose content has to go. */
  get withdrawn(): readonly Withdrawn[] {
    return this.gone;
  }

  private noted(part: Decision, pull?: Pick<ComparedPull, 'findings' | 'seen'>): Decision {
    const withdrawn = pull !== undefined && this.findings.dropsWithdrawn ? withdrawnIn(pull) : [];
    this.gone.push(...withdrawn);
    const decision = withdraw(part, withdrawn, this.findings.absent);
    for (const { kind } of decision.changes) this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    this.tally = alarmsAfter(this.walk, decision, this.tally);
    return decision;
  }
}

/** Everybody who was away and is listed, by slot. */
function awaySeen({ roster, comparison }: FinishedWalk): Map<number, Sighting> {
  const seen = new Map<number, Sighting>();
  for (const { slot } of roster.away()) {
    if (!comparison.isSeen(slot)) continue;
    const row = roster.rowAt(slot);
    seen.set(slot, { row, listed: { id: row.id, profile: row.profile }, isEdited: false });
  }
  return seen;
}

/** Whoever is listed under an id that somebody moved to. */
function successors({ comparison }: FinishedWalk, { findings }: Verification): ListedPerson[] {
  const ids = new Set([...findings.values()].flatMap(({ movedTo }) => movedTo ?? []));
  const people: ListedPerson[] = [];
  if (ids.size === 0) return people;
  for (const batch of comparison.gainedBatches()) people.push(...batch.filter(({ id }) => ids.has(id)));
  return people;
}
