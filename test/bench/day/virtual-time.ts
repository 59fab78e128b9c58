interface Timer {
  readonly at: number;
  readonly wake: () => void;
}

/** Timers this close together ring at once, so that requests to a real table go out side by side. */
const TOGETHER_MS = 4;
/** Turns of the event loop in which nothing happens, after which nothing is thought to be under way. */
const QUIET_TURNS = 2;

/**
 * A day in minutes: the clock stands still while anybody computes or waits for something real, and jumps to the next timer
 * when everybody waits for a made-up network. The functions see it as their clock.
 */
export class VirtualTime {
  private at: number;
  private timers: Timer[] = [];
  private underWay = 0;

  constructor(at: number) {
    this.at = at;
  }

  now = (): number => this.at;
  wall = (): number => this.at;

  /** Waits in simulated time. */
  sleep(ms: number): Promise<void> {
    return new Promise((wake) => {
      this.timers.push({ at: this.at + ms, wake });
    });
  }

  /** Something real that time waits for. */
  async real<T>(work: () => Promise<T>): Promise<T> {
    this.underWay += 1;
    try {
      return await work();
    } finally {
      this.underWay -= 1;
    }
  }

  /** Lets time pass until `end`. */
  async passUntil(end: number): Promise<void> {
    for (;;) {
      await this.quiet();
      let first = Number.POSITIVE_INFINITY;
      for (const { at } of this.timers) first = Math.min(first, at);
      if (first > end) break;
      this.at = Math.max(this.at, first);
      const due = this.timers.filter(({ at }) => at <= this.at + TOGETHER_MS);
      this.timers = this.timers.filter(({ at }) => at > this.at + TOGETHER_MS);
      for (const { wake } of due.sort((a, b) => a.at - b.at)) wake();
    }
    this.at = Math.max(this.at, end);
  }

  /** Lets time pass until something is done. */
  async passFor<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => undefined);
    while (!isDone) await this.passUntil(this.at + 1_000);
    return done;
  }

  private async quiet(): Promise<void> {
    for (let turns = 0; turns < QUIET_TURNS; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.underWay > 0) turns = -1;
    }
  }
}
