import { WRONG_TOKENS, WRONG_TOKENS_WINDOW_MS } from './limits.ts';

/** Addresses that are remembered; the one that was quiet longest makes room. */
const MOST_SOURCES = 10_000;
/** How late an answer comes to an address that keeps guessing. */
const SLOW_MS = 1_000;
/** Answers that wait at the same time, at most: guessing must not keep functions busy. */
const MOST_WAITING = 5;

export interface Penalty {
  /** Wall clock, epoch ms: when the address may be wrong again. */
  readonly until: number;
}

/**
 * Counts wrong tokens by the address they come from, in this process alone. Only wrong ones count and only wrong ones
 * wait: an owner behind the same address is never locked out. Guessing 256 bits is hopeless anyway; this keeps a
 * loop that runs with an old token from costing money, and makes it visible (429).
 */
export class WrongTokens {
  private readonly counts = new Map<string, { count: number; until: number }>();
  private readonly pause: (ms: number) => Promise<void>;
  private waiting = 0;

  constructor(pause: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms))) {
    this.pause = pause;
  }

  /** Notes a wrong token; the penalty, after having made its sender wait, if there were too many. */
  async note(sourceIp: string, wall: number): Promise<Penalty | undefined> {
    const source = sourceOf(sourceIp);
    const known = this.counts.get(source);
    const entry =
      known === undefined || known.until <= wall ? { count: 0, until: wall + WRONG_TOKENS_WINDOW_MS } : known;
    entry.count += 1;
    // Set again, so that the map's order is by last use.
    this.counts.delete(source);
    this.counts.set(source, entry);
    if (this.counts.size > MOST_SOURCES) this.counts.delete(this.counts.keys().next().value ?? '');
    if (entry.count <= WRONG_TOKENS) return undefined;
    if (this.waiting < MOST_WAITING) {
      this.waiting += 1;
      await this.pause(SLOW_MS).finally(() => {
        this.waiting -= 1;
      });
    }
    return { until: entry.until };
  }
}

/** An IPv6 customer has a /64 of their own: its addresses are one source. */
function sourceOf(ip: string): string {
  return ip.includes(':') ? ip.split(':').slice(0, 4).join(':') : ip;
}
