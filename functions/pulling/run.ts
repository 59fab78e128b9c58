import { memoryBudget } from '../core/list-bytes.ts';
import { Pace } from '../core/pace.ts';
import { Turns } from '../core/turns.ts';
import { errorFields } from '../runtime/logger.ts';
import { isTableBusy } from '../storage/busy.ts';
import type { Head } from '../storage/items.ts';
import type { PullDeps, PullReport } from './deps.ts';
import { dueHeads } from './due-heads.ts';
import { type Failure, failureOf } from './failure.ts';
import { isLeased, isSuspect } from './lease.ts';
import { Reports } from './reports.ts';
import { type MayWalkOn, TurnTaker } from './take-turns.ts';
import { type HeadTurn, turnOf } from './turn.ts';
import { Waits } from './waits.ts';
import { workOn } from './work-on.ts';

export interface TickOptions {
  /** Everything now, whatever is due. */
  readonly force: boolean;
  /** Only these accounts. */
  readonly accounts?: readonly string[];
  /** Wall clock at which no new work is begun and walks leave a checkpoint. */
  readonly stopAt: number;
}

/** Lists that are read at the same time, at most. Memory may allow fewer. */
const MOST_AT_ONCE = 8;
/** Ends between two looks for what is due, where there was more than one look takes. */
const ENDS_BETWEEN_LOOKS = 100;

/** The work of one tick: what is waiting, what is done, and what came of it. */
export class Run {
  readonly reports: Reports;
  private readonly deps: PullDeps;
  private readonly options: TickOptions;
  private readonly waits: Waits;
  private readonly pace = new Pace(MOST_AT_ONCE);
  private readonly turns: Turns<HeadTurn>;
  private readonly taker: TurnTaker<HeadTurn>;
  private readonly done = new Set<string>();
  private readonly suspects: Head[] = [];
  private deferred = 0;
  /** Ends since the due index was looked at, and whether there may be more in it than was taken. */
  private ends = 0;
  private mayBeMore = false;
  /** Accounts that are being looked up. */
  private lookingUp = 0;

  constructor(deps: PullDeps, options: TickOptions) {
    this.deps = deps;
    this.options = options;
    this.reports = new Reports(deps.progress);
    this.waits = new Waits(deps);
    this.turns = new Turns(memoryBudget(deps.config.pullMemory));
    this.taker = new TurnTaker({
      clock: deps.clock,
      turns: this.turns,
      pace: this.pace,
      mayGoOn: this.mayGoOn,
      work: async (turn, mayWalkOn) => {
        if (!(await this.one(turn, mayWalkOn))) this.taker.comeAgain(turn);
      },
      isHungry: () => this.isHungry(),
      refill: () => this.refill(),
    });
  }

  mayGoOn = (): boolean => this.deps.clock.wall() < this.options.stopAt;

  get report(): PullReport {
    return { accounts: this.reports.accounts, audiences: this.reports.audiences, deferred: this.deferred };
  }

  /** Works through what is due and can be worked on, and through what becomes due by it. */
  async workThrough(): Promise<void> {
    this.mayBeMore = true;
    await this.takeTurns();
  }

  /** Works through these, whatever is due. */
  async work(heads: readonly Head[]): Promise<void> {
    await this.waits.read();
    this.mayBeMore = false;
    this.queue(heads);
    await this.takeTurns();
  }

  /** Does something besides; where the table has no room for it, a later tick does it. */
  async besides(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!isTableBusy(error)) throw error;
      this.defer(this.pace.slowed);
    }
  }

  private async takeTurns(): Promise<void> {
    await this.taker.run();
    // One whose last run died without a word may have eaten the memory: it runs alone, after everybody else.
    const suspects = this.suspects.splice(0);
    for (const head of this.options.force ? suspects : suspects.slice(0, 1)) {
      if (this.mayGoOn() && !this.pace.isStuck) await this.one(turnOf(head), async () => this.mayGoOn());
    }
  }

  /** Each look reads whatever waits for a limit again, so it is not taken after every single account. */
  private isHungry(): boolean {
    if (!this.mayBeMore) return false;
    return this.ends >= ENDS_BETWEEN_LOOKS || (this.turns.waiting() === 0 && this.lookingUp === 0);
  }

  private queue(heads: readonly Head[]): void {
    const fresh = heads.filter(({ key }) => !this.done.has(key));
    for (const { key } of fresh) this.done.add(key);
    this.suspects.push(...fresh.filter((head) => isSuspect(head, this.deps)));
    this.turns.add(fresh.filter((head) => !isSuspect(head, this.deps)).map(turnOf));
  }

  /** Accounts make lists due that were not there before; past those whose credential waits, so that they starve nobody. */
  private async refill(): Promise<boolean> {
    if (!this.mayBeMore) return false;
    this.mayBeMore = false;
    this.ends = 0;
    let isNew = false;
    await this.besides(async () => {
      await this.waits.read();
      const canWorkOn = (head: Head): boolean =>
        this.waits.until(head.credentialId) === undefined && !isLeased(head, this.deps) && !this.done.has(head.key);
      const { heads, isWhole } = await dueHeads(this.deps, canWorkOn, (id) => this.turns.waiting(id));
      isNew = heads.length > 0;
      // Accounts that were looked up meanwhile may have made more due.
      this.mayBeMore ||= !isWhole && isNew;
      this.queue(heads);
    });
    return isNew;
  }

  /** @returns false if the table had no room for it: it goes better when fewer are at work */
  private async one(turn: HeadTurn, mayWalkOn: MayWalkOn): Promise<boolean> {
    const { deps, options, reports, mayGoOn } = this;
    const { head } = turn;
    const began = this.pace.slowed;
    const db = { ...deps.db, onBusy: () => this.pace.slower(began) };
    const lookUps = head.kind === 'account' ? 1 : 0;
    this.lookingUp += lookUps;
    try {
      const report = await workOn(
        {
          ...{ deps: { ...deps, db }, isForced: options.force, reports, mayGoOn, mayWalkOn },
          waitsUntil: (credentialId) => this.waits.until(credentialId),
          limited: (credentialId, failure) => this.limited(credentialId, failure),
        },
        head,
      );
      this.pace.wellDone(began);
      if (report !== undefined) reports.ofAudience(report);
    } catch (error) {
      if (isTableBusy(error)) {
        this.defer(began);
        reports.tell(head, 'waiting', { message: 'The table is asked too much at once; it goes on by itself.' });
        return false;
      }
      // Whatever is wrong with one audience is its own: the rest of the tick goes on.
      deps.logger.error('job failed', errorFields(error));
      reports.tell(head, 'failed', failureOf(error, deps.clock.now()).error);
    } finally {
      this.ends += 1;
      this.lookingUp -= lookUps;
      if (lookUps > 0) this.mayBeMore ||= !options.force;
    }
    return true;
  }

  private defer(began: number): void {
    this.deferred += 1;
    this.pace.slower(began);
    this.deps.logger.warn('the table is asked too much at once', { atOnce: this.pace.atOnce });
  }

  private async limited(credentialId: string, failure: Failure): Promise<void> {
    if (failure.retryAt === undefined) return;
    await this.waits.note(credentialId, failure);
    for (const { head } of this.taker.sendHome(credentialId)) this.reports.tellWaiting(head, failure.retryAt);
  }
}
