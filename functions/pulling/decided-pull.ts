import { type Decision, decideInParts } from '../core/decide.ts';
import type { AlarmTally } from '../core/false-alarms.ts';
import { fewAtATime } from '../core/few-at-a-time.ts';
import type { Change, ListedPerson, RosterRow } from '../core/model.ts';
import { type Withdrawn, withdraw, withdrawnIn } from '../core/withdrawal.ts';
import type { Absent } from './absent.ts';
import { alarmsAfter } from './alarms.ts';
import type { Hydration } from './hydrate.ts';
import { type FinishedWalk, factsOf, forgotten, type Verification } from './settle.ts';

/** People who are forgotten in one part. */
const FORGOTTEN_AT_ONCE = 3_000;

/** What a walk is decided with. */
export interface PullFindings {
  /** Whom the roster expected and the walk did not see. */
  readonly absent: Absent;
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
    const { absent, verification, hydration, dropsWithdrawn, lostBefore } = this.findings;
    const parts = decideInParts({
      ...factsOf(walk, absent, verification),
      unseen: absent,
      back: absent.back,
      fresh: successors(walk, verification),
      hydrated: hydration.profiles,
      hydratedRows: hydration.rows,
    });
    const gone = dropsWithdrawn ? withdrawnIn({ findings: verification.findings, seen: [] }) : [];
    this.gone.push(...gone);
    for await (const rows of comparison.absentBatches(absent.slots)) {
      const some = rows.map(({ slot, row }) => ({ number: absent.numberOf(slot), row }));
      yield this.noted(
        withdraw(
          parts.absent(some),
          gone,
          rows.map(({ row }) => row),
        ),
      );
    }
    for await (const seen of comparison.seenBatches()) {
      const nowProtected = dropsWithdrawn ? withdrawnIn({ findings: new Map(), seen }) : [];
      this.gone.push(...nowProtected);
      const rows = new Map(seen.flatMap(({ row }) => (row.state === 'lost' ? [[row.id, row] as const] : [])));
      yield this.noted(withdraw(parts.seen(seen), nowProtected, []), (id) => rows.get(id));
    }
    for (const batch of comparison.gainedBatches()) {
      for (const people of fewAtATime(batch)) yield this.noted(parts.fresh(people));
    }
    yield this.noted(parts.rest());
    yield* drops(forgotten(walk, lostBefore));
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

  private noted(decision: Decision, rowBefore: (id: string) => RosterRow | undefined = () => undefined): Decision {
    for (const { kind } of decision.changes) this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    this.tally = alarmsAfter(this.walk, decision, this.tally, rowBefore);
    return decision;
  }
}

/** Some thousands at a time. */
function* drops(ids: Iterable<string>): Generator<Decision> {
  let some: string[] = [];
  for (const id of ids) {
    some.push(id);
    if (some.length < FORGOTTEN_AT_ONCE) continue;
    yield { puts: [], drops: some, changes: [] };
    some = [];
  }
  yield { puts: [], drops: some, changes: [] };
}

/** Whoever is listed under an id that somebody moved to. */
function successors({ comparison }: FinishedWalk, { findings }: Verification): ListedPerson[] {
  const ids = new Set([...findings.values()].flatMap(({ movedTo }) => movedTo ?? []));
  const people: ListedPerson[] = [];
  if (ids.size === 0) return people;
  for (const batch of comparison.gainedBatches()) people.push(...batch.filter(({ id }) => ids.has(id)));
  return people;
}
