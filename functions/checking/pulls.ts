import { attention, broken, type Finding, ok } from './finding.ts';

/** How an audience stands. Times are of the calendar, epoch ms. */
export interface AudienceStanding {
  readonly audienceId: string;
  readonly state: string;
  readonly pulledAt?: number | undefined;
  readonly dueAt?: number | undefined;
  readonly trouble?: string | undefined;
  /** A refused list is kept that could be taken as a new baseline. */
  readonly canAccept?: boolean | undefined;
}

/** How all accounts stand, as `status` shows it. */
export interface Standing {
  readonly at: number;
  readonly accounts: readonly {
    readonly accountId: string;
    readonly state: string;
    readonly trouble?: string | undefined;
    readonly audiences: readonly AudienceStanding[];
  }[];
  /** Rate limits that are used up, by the wall clock. */
  readonly waits: readonly { readonly credentialId: string; readonly until: number }[];
}

/** A stage's ticks come every five minutes; whatever is due is begun long before. */
const LATE = 2 * 3_600_000;

/**
 * What pulls have come to: parked, refused, failed and overdue lists, and limits that are waited for.
 * @param isRunning whether anything pulls by itself there; a folder that nobody runs is late by nature
 */
export function pullFindings({ at, accounts, waits }: Standing, isRunning: boolean): Finding[] {
  const findings: Finding[] = [];
  for (const { accountId, state, trouble, audiences } of accounts) {
    if (state !== 'active') continue;
    const found = audiences.flatMap((audience) => audienceFinding(audience, at, isRunning));
    if (trouble !== undefined)
      found.unshift(
        attention(
          accountId,
          `it could not be read last: ${trouble}`,
          'The sentence says what to do; it is tried again by itself.',
        ),
      );
    const last = Math.max(...audiences.map(({ pulledAt = 0 }) => pulledAt), 0);
    findings.push(
      ...(found.length > 0
        ? found
        : [
            ok(accountId, last === 0 ? 'nothing was read yet' : `${audiences.length} lists, last read ${minute(last)}`),
          ]),
    );
  }
  if (accounts.length === 0) {
    findings.push(
      attention(
        'pulls',
        'no account was ever read',
        isRunning ? 'The first tick comes within five minutes.' : 'Start it: npm start',
      ),
    );
  }
  for (const { credentialId, until } of waits) {
    // What stands behind a credential's kind is a hash, but whose it is nobody needs to know here.
    const [network = 'a network'] = credentialId.split(':');
    findings.push(
      attention(
        'limits',
        `${network} lets us read on at ${minute(until)}`,
        'Nothing to do: it goes on by itself. A token, where there is none, allows more.',
      ),
    );
  }
  return findings;
}

function audienceFinding(audience: AudienceStanding, now: number, isRunning: boolean): Finding[] {
  const { audienceId, state, trouble, canAccept, dueAt } = audience;
  if (state === 'closed' || state === 'stopped') return [];
  const why = trouble === undefined ? '' : `: ${trouble}`;
  if (state === 'parked') {
    return [
      broken(
        audienceId,
        `it failed five times in the same way and is tried once a day only${why}`,
        'Mend what the sentence names; the next try takes it up again.',
      ),
    ];
  }
  if (canAccept === true) {
    return [
      attention(
        audienceId,
        `its last list was refused${why}`,
        `If the list is right as it is: npm run rekindle -- accept ${audienceId}`,
      ),
    ];
  }
  if (trouble !== undefined)
    return [
      attention(
        audienceId,
        `it could not be read last${why}`,
        'It is tried again by itself; if it stays, the sentence says what to do.',
      ),
    ];
  if (isRunning && dueAt !== undefined && dueAt + LATE < now) {
    return [
      broken(
        audienceId,
        `it was due ${minute(dueAt)} and has not been read since`,
        'See whether the schedules are on, and docs/runbook.md#pull-missing.',
      ),
    ];
  }
  return [];
}

const minute = (time: number): string => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
