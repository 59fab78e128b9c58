import type { Clock } from '../core/clock.ts';
import type { Pace } from '../core/pace.ts';
import type { Turn, Turns } from '../core/turns.ts';

/** A list gives others behind its credential their turn after so many pages or so long, whichever comes first. */
const SLICE_PAGES = 50;
const SLICE_MS = 10_000;
/** A list that others need the memory of is cut by a checkpoint after this long: opening it again costs. */
const CUT_MS = 3 * 60_000;

/** Whether a walk may read its next page; it may take as long as others' turns. */
export type MayWalkOn = (pages: number) => Promise<boolean>;

export interface TurnTaking<T extends Turn> {
  readonly clock: Clock;
  readonly turns: Turns<T>;
  readonly pace: Pace;
  /** False when nothing new is begun any more. */
  readonly mayGoOn: () => boolean;
  /** Works on one. What it throws ends the run, once everybody who is at work has ended. */
  readonly work: (job: T, mayWalkOn: MayWalkOn) => Promise<void>;
  /** Whether it is time to look for more while others are at work. */
  readonly isHungry: () => boolean;
  /** Looks for more that can be done; false if there is nothing new. */
  readonly refill: () => Promise<boolean>;
}

/** Works through everything that is in line, each in its turn, until there is nothing left or the time is over. */
export class TurnTaker<T extends Turn> {
  private readonly taking: TurnTaking<T>;
  private readonly running = new Map<string, Promise<void>>();
  private readonly paused = new Map<string, (mayGoOn: boolean) => void>();
  /** Left a checkpoint because others need its memory, or met a table without room; goes on when it is its turn again. */
  private readonly again = new Set<string>();
  private stir: () => void = () => undefined;
  private isOver = false;
  private broken: { readonly error: unknown } | undefined;

  constructor(taking: TurnTaking<T>) {
    this.taking = taking;
  }

  async run(): Promise<void> {
    const { turns, isHungry, refill } = this.taking;
    this.isOver = false;
    try {
      while (this.mayBegin()) {
        this.begin();
        if (this.running.size === 0) {
          if (turns.waiting() > 0 || (await refill())) continue;
          break;
        }
        await new Promise<void>((resolve) => {
          this.stir = resolve;
        });
        if (this.mayBegin() && isHungry()) await refill();
      }
    } catch (error) {
      // Whoever is at work ends first, and whoever is paused leaves a checkpoint.
      this.broken ??= { error };
    }
    this.isOver = true;
    for (const wake of this.paused.values()) wake(false);
    await Promise.all(this.running.values());
    if (this.broken !== undefined) throw this.broken.error;
  }

  /** A credential's limit is used up: whoever is paused behind it leaves a checkpoint. @returns who had not begun */
  sendHome(credentialId: string): T[] {
    return this.taking.turns.drop(credentialId).filter(({ key }) => {
      const wake = this.paused.get(key);
      wake?.(false);
      return wake === undefined;
    });
  }

  /** Whoever is at work gets another turn in this run, behind those who are in line. */
  comeAgain({ key }: T): void {
    this.again.add(key);
  }

  private mayBegin(): boolean {
    return !this.isOver && this.broken === undefined && this.taking.mayGoOn() && !this.taking.pace.isStuck;
  }

  private begin(): void {
    const { turns, pace } = this.taking;
    for (let job = turns.next(pace.atOnce); job !== undefined; job = turns.next(pace.atOnce)) {
      const wake = this.paused.get(job.key);
      if (wake === undefined) this.running.set(job.key, this.start(job));
      else wake(true);
    }
  }

  private async start(job: T): Promise<void> {
    await this.taking.work(job, this.slices(job)).catch((error: unknown) => {
      this.broken ??= { error };
    });
    this.taking.turns.end(job);
    this.running.delete(job.key);
    if (this.again.delete(job.key)) this.taking.turns.add([job]);
    this.stir();
  }

  /** Cuts a walk into turns. A pause costs nothing but memory, so only a want of memory makes it leave a checkpoint. */
  private slices(job: T): MayWalkOn {
    const { clock, turns } = this.taking;
    // Opening a large list takes its time, and is no part of its turn: else it could be cut before its first page.
    let startedAt: number | undefined;
    let sliceAt = 0;
    let read = 0;
    return async () => {
      if (!this.taking.mayGoOn()) return false;
      if (startedAt === undefined) {
        startedAt = clock.wall();
        sliceAt = startedAt;
      }
      read += 1;
      if (read <= SLICE_PAGES && clock.wall() - sliceAt < SLICE_MS) return true;
      if (turns.isInTheWay(job) && clock.wall() - startedAt >= CUT_MS) {
        this.comeAgain(job);
        return false;
      }
      if (this.mayBegin() && turns.waiting(job.credentialId) > 0 && !(await this.pause(job))) return false;
      sliceAt = clock.wall();
      read = 1;
      return true;
    };
  }

  private async pause(job: T): Promise<boolean> {
    this.taking.turns.pause(job);
    const goesOn = await new Promise<boolean>((resolve) => {
      this.paused.set(job.key, resolve);
      this.stir();
    });
    this.paused.delete(job.key);
    return goesOn;
  }
}
