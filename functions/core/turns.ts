import { MemoryRoom } from './memory-room.ts';

/** A list that is due, or an account that is to be looked at, as far as taking turns goes. */
export interface Turn {
  readonly key: string;
  /** Whose rate limit it counts against. */
  readonly credentialId: string;
  readonly account: string;
  readonly dueAt: number;
  /** What fell due in the same hour for one account goes by this; 0 goes before everything. */
  readonly place: number;
  /** Memory it is thought to need. */
  readonly bytes: number;
}

const HOUR = 3_600_000;

/**
 * Whose turn it is. Credentials are served in turn, one list at a time behind each, because the limit is theirs; behind a
 * credential its accounts are served in turn, the one that is due longest first; of an account, what is due longest. A
 * list that does not fit into the memory keeps a place for itself and is passed by what is smaller. Pure: the caller says
 * what began, paused and ended.
 */
export class Turns<T extends Turn> {
  /** Lines by credential and account. The order of either map is whose turn comes first. */
  private readonly lines = new Map<string, Map<string, T[]>>();
  /** Credentials behind which somebody is at work, and who. */
  private readonly busy = new Map<string, string>();
  private readonly room: MemoryRoom;

  /** @param budget bytes that all lists together may take */
  constructor(budget: number) {
    this.room = new MemoryRoom(budget);
  }

  /** Puts them in line, behind those who wait already. */
  add(jobs: readonly T[]): void {
    for (const job of jobs.toSorted((a, b) => a.dueAt - b.dueAt)) this.lineOf(job).push(job);
    for (const line of this.lines.values()) for (const jobs of line.values()) jobs.sort(inAccount);
  }

  /** Takes whoever may begin, or go on after a pause; undefined if nobody may. @param atOnce lists at a time, at most */
  next(atOnce: number): T | undefined {
    if (this.busy.size >= atOnce) return undefined;
    for (const [credentialId, line] of this.lines) {
      if (this.busy.has(credentialId)) continue;
      for (const [account, jobs] of line) {
        const job = jobs.find((one) => this.room.take(one));
        if (job === undefined) continue;
        this.busy.set(credentialId, job.key);
        jobs.splice(jobs.indexOf(job), 1);
        // Both go to the end of their lines.
        line.delete(account);
        if (jobs.length > 0) line.set(account, jobs);
        this.lines.delete(credentialId);
        if (line.size > 0) this.lines.set(credentialId, line);
        return job;
      }
    }
    return undefined;
  }

  /** It is done, or left a checkpoint: its memory is free, and so is its credential. */
  end(job: T): void {
    this.free(job);
    this.room.leave(job);
  }

  /** Its turn is over, and it keeps its memory and goes to the end of the line. */
  pause(job: T): void {
    this.free(job);
    this.lineOf(job).push(job);
  }

  /** Sends everybody home who waits behind a credential, the paused among them. */
  drop(credentialId: string): T[] {
    const jobs = [...(this.lines.get(credentialId)?.values() ?? [])].flat();
    this.lines.delete(credentialId);
    for (const job of jobs) this.room.forget(job);
    return jobs;
  }

  /** How many wait behind a credential, or at all. */
  waiting(credentialId?: string): number {
    const lines = credentialId === undefined ? [...this.lines.values()] : [this.lines.get(credentialId)];
    return lines.reduce((sum, line) => sum + [...(line?.values() ?? [])].reduce((n, jobs) => n + jobs.length, 0), 0);
  }

  /** Whether a list waits for the memory that this one has: then they take turns by checkpoints. */
  isInTheWay(job: T): boolean {
    return this.room.isInTheWay(job);
  }

  private free({ credentialId, key }: T): void {
    if (this.busy.get(credentialId) === key) this.busy.delete(credentialId);
  }

  private lineOf({ credentialId, account }: Turn): T[] {
    const line = this.lines.get(credentialId) ?? new Map<string, T[]>();
    const jobs = line.get(account) ?? [];
    line.set(account, jobs);
    this.lines.set(credentialId, line);
    return jobs;
  }
}

function inAccount(a: Turn, b: Turn): number {
  if ((a.place === 0) !== (b.place === 0)) return a.place - b.place;
  return Math.floor(a.dueAt / HOUR) - Math.floor(b.dueAt / HOUR) || a.place - b.place || a.dueAt - b.dueAt;
}
