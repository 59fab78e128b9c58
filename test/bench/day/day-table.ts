import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb';
import type { Around } from '../../fakes/bare-table.ts';
import type { VirtualTime } from './virtual-time.ts';

const LATENCY_MS = 5;
/** As the SDK is set up in a function: so many attempts, each after twice as long a wait. */
const ATTEMPTS = 6;
const FIRST_WAIT_MS = 100;

/** A table that takes its time, and for a while has little room. */
export class DayTable {
  requests = 0;
  throttled = 0;
  /** Requests that were given up after the SDK's attempts. */
  refused = 0;
  /** Within which it answers so many requests a second and no more. */
  drought: { readonly from: number; readonly until: number; readonly aSecond: number } | undefined;
  private second = 0;
  private left = 0;
  private readonly time: VirtualTime;

  constructor(time: VirtualTime) {
    this.time = time;
  }

  /** Stands before each request. */
  around: Around = (next) => async (call) => {
    await this.room();
    return this.time.real(() => next(call));
  };

  private async room(): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      this.requests += 1;
      await this.time.sleep(LATENCY_MS);
      if (this.isRoom()) return;
      this.throttled += 1;
      if (attempt < ATTEMPTS - 1) await this.time.sleep(FIRST_WAIT_MS * 2 ** attempt);
    }
    this.refused += 1;
    throw new ProvisionedThroughputExceededException({ message: 'No room.', $metadata: { httpStatusCode: 400 } });
  }

  private isRoom(): boolean {
    const { drought } = this;
    const now = this.time.wall();
    if (drought === undefined || now < drought.from || now >= drought.until) return true;
    const second = Math.floor(now / 1_000);
    if (second !== this.second) {
      this.second = second;
      this.left = drought.aSecond;
    }
    this.left -= 1;
    return this.left >= 0;
  }
}
