import { readCredentials, setWait } from '../storage/credentials.ts';
import type { PullDeps } from './deps.ts';
import type { Failure } from './failure.ts';

/** Which credentials wait for their rate limit, as far as the table and this run know. Times by the wall clock. */
export class Waits {
  private readonly deps: Pick<PullDeps, 'db' | 'clock'>;
  private readonly untils = new Map<string, number>();

  constructor(deps: Pick<PullDeps, 'db' | 'clock'>) {
    this.deps = deps;
  }

  async read(): Promise<void> {
    for (const [id, { waitUntil }] of await readCredentials(this.deps.db)) {
      if (waitUntil !== undefined) this.untils.set(id, Math.max(waitUntil, this.untils.get(id) ?? 0));
    }
  }

  /** Until when it waits; undefined if it does not. */
  until(credentialId: string): number | undefined {
    const until = this.untils.get(credentialId) ?? 0;
    return until > this.deps.clock.wall() ? until : undefined;
  }

  /** Notes a limit for this run and all others. */
  async note(credentialId: string, { retryAt, error }: Failure): Promise<void> {
    if (retryAt === undefined) return;
    this.untils.set(credentialId, retryAt);
    await setWait(this.deps.db, credentialId, retryAt, error.message);
  }
}
