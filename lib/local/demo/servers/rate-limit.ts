/** A network's limit: so many requests in a window that starts with the first of them. */
export interface RateLimit {
  readonly limit: number;
  readonly windowMs: number;
}

/** Where a caller stands after a request. */
export interface RateState extends RateLimit {
  readonly remaining: number;
  /** End of the window, epoch ms of the wall clock. */
  readonly resetAt: number;
  readonly isOver: boolean;
}

/** Counts requests per caller: a token has its own window, and so has the address of everybody without one. */
export class RateWindows {
  readonly #limit: RateLimit;
  readonly #wall: () => number;
  readonly #windows = new Map<string, { used: number; resetAt: number }>();

  constructor(limit: RateLimit, wall: () => number) {
    this.#limit = limit;
    this.#wall = wall;
  }

  /** Counts a request; one that is over the limit is not counted. */
  take(caller: string): RateState {
    const window = this.#window(caller);
    const isOver = window.used >= this.#limit.limit;
    if (!isOver) window.used += 1;
    return { ...this.peek(caller), isOver };
  }

  /** Where a caller stands, counting nothing. */
  peek(caller: string): RateState {
    const window = this.#window(caller);
    return {
      ...this.#limit,
      remaining: this.#limit.limit - window.used,
      resetAt: window.resetAt,
      isOver: window.used >= this.#limit.limit,
    };
  }

  /** Gives a request back: an answer that the network does not count. */
  giveBack(caller: string): void {
    const window = this.#window(caller);
    window.used = Math.max(0, window.used - 1);
  }

  /** Starts everybody anew. */
  reset(): void {
    this.#windows.clear();
  }

  #window(caller: string): { used: number; resetAt: number } {
    const now = this.#wall();
    const open = this.#windows.get(caller);
    if (open !== undefined && open.resetAt > now) return open;
    const fresh = { used: 0, resetAt: now + this.#limit.windowMs };
    this.#windows.set(caller, fresh);
    return fresh;
  }
}
