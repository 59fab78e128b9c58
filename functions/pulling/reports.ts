import type { Head } from '../storage/items.ts';
import type { AccountReport, AudienceReport, PullDeps } from './deps.ts';
import { reportOf } from './report.ts';

/** What came of everything that a tick worked on. */
export class Reports {
  readonly accounts: AccountReport[] = [];
  /** One for each audience: what came of it last. */
  private readonly byAudience = new Map<string, AudienceReport>();
  private readonly progress: PullDeps['progress'];

  constructor(progress: PullDeps['progress']) {
    this.progress = progress;
  }

  get audiences(): readonly AudienceReport[] {
    return [...this.byAudience.values()];
  }

  /** Notes one that was shown already. */
  add(report: AudienceReport): void {
    this.byAudience.set(`${report.owner}/${report.audienceId}`, report);
  }

  ofAudience(report: AudienceReport): void {
    this.add(report);
    this.progress?.(report);
  }

  ofAccount(report: AccountReport): void {
    this.accounts.push(report);
    this.progress?.(report);
  }

  /** What became of a head that was not read. */
  tell(
    head: Head,
    outcome: 'waiting' | 'failed',
    why: { readonly message: string; readonly code?: string },
    retryAt?: number,
  ): void {
    const { message, code } = why;
    const more = { message, ...(code === undefined ? {} : { code }), ...(retryAt === undefined ? {} : { retryAt }) };
    const { owner, accountId } = head;
    if (head.kind === 'account') this.ofAccount({ owner, accountId, outcome, ...more });
    else this.ofAudience(reportOf(head, outcome, more));
  }

  /** It goes on by itself when the limit is over. */
  tellWaiting(head: Head, until: number): void {
    const time = new Date(until).toISOString();
    const message = `Its rate limit is used up until ${time}; it goes on by itself then.`;
    this.tell(head, 'waiting', { message }, until);
  }
}
