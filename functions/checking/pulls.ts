import { megabytesFor } from '../core/list-bytes.ts';
import { type Place, rekindle } from './commands.ts';
import { attention, broken, type Finding, ok } from './finding.ts';

/** How an audience stands. Times are of the calendar, epoch ms. */
export interface AudienceStanding {
  readonly audienceId: string;
  readonly state: string;
  /** How many there are. */
  readonly count?: number | undefined;
  readonly pulledAt?: number | undefined;
  readonly dueAt?: number | undefined;
  readonly trouble?: string | undefined;
  /** What kind of trouble it is. */
  readonly code?: string | undefined;
  /** A refused list is kept that could be taken as a new baseline. */
  readonly canAccept?: boolean | undefined;
}

/** How all accounts stand, as `status` shows it. */
export interface Standing {
  readonly at: number;
  /** That times are said in; UTC without. */
  readonly timeZone?: string | undefined;
  readonly accounts: readonly {
    readonly accountId: string;
    readonly state: string;
    readonly trouble?: string | undefined;
    readonly code?: string | undefined;
    readonly audiences: readonly AudienceStanding[];
  }[];
  /** Where the configured owners have nothing: who has, and who is configured. */
  readonly stray?: { readonly owners: readonly string[]; readonly configured: readonly string[] } | undefined;
  /** Rate limits that are used up, by the wall clock. */
  readonly waits: readonly { readonly credentialId: string; readonly until: number }[];
}

const STOPPED =
  'it is stopped: it is no longer in the configuration, nor on the command line. What was read is kept; put there again, it goes on';

/** A stage's ticks come every five minutes; whatever is due is begun long before. */
const LATE = 2 * 3_600_000;
/** Megabytes: what is advised is a multiple of it. */
const MEMORY_STEP = 512;

/**
 * What pulls have come to: parked, refused, failed and overdue lists, and limits that are waited for.
 * @param isRunning whether anything pulls by itself there; a folder that nobody runs is late by nature
 * @param commands where is looked, and what would begin to read there; `pullMemory`: megabytes that a function has there
 */
export function pullFindings(
  { at, timeZone, accounts, waits, stray }: Standing,
  isRunning: boolean,
  {
    place = '',
    start = 'npm start',
    pullMemory = Number.POSITIVE_INFINITY,
  }: { readonly place?: Place; readonly start?: string; readonly pullMemory?: number } = {},
): Finding[] {
  const readAgain = (code: string | undefined): string => {
    if (isRunning) return 'It is tried again by itself; if it stays, do what the sentence says.';
    const first = code === 'unavailable' ? 'Check your internet connection' : 'Do what the sentence says, if anything';
    return `${first}, then read again: ${start}`;
  };
  const minute = (time: number): string => minuteIn(time, timeZone);
  const findings: Finding[] = [];
  for (const { accountId, state, trouble, code, audiences } of accounts) {
    if (state === 'stopped') findings.push(ok(accountId, STOPPED));
    if (state !== 'active') continue;
    const found = audiences.flatMap((audience) => [
      ...audienceFinding(audience, at, { isRunning, place, readAgain, minute }),
      ...memoryFinding(audience, pullMemory),
    ]);
    if (trouble !== undefined)
      found.unshift(attention(accountId, `it could not be read last: ${trouble}`, readAgain(code)));
    const last = Math.max(...audiences.map(({ pulledAt = 0 }) => pulledAt), 0);
    findings.push(
      ...(found.length > 0
        ? found
        : [
            ok(
              accountId,
              last === 0
                ? 'nothing was read yet'
                : `${audiences.length} ${audiences.length === 1 ? 'list' : 'lists'}, last read ${minute(last)}`,
            ),
          ]),
    );
  }
  if (stray !== undefined) {
    const [first = ''] = stray.owners;
    findings.push(
      broken(
        'pulls',
        `the history here is of "${stray.owners.join('", "')}", whom the configuration does not have`,
        `Name the configuration that has that owner with --config FILE, or give your owner in it the id "${first}".`,
      ),
    );
  } else if (accounts.length === 0) {
    findings.push(
      attention(
        'pulls',
        'no account was ever read',
        isRunning ? 'Wait for the first tick: it comes within five minutes.' : `Start it: ${start}`,
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

function audienceFinding(
  audience: AudienceStanding,
  now: number,
  {
    isRunning,
    place,
    readAgain,
    minute,
  }: {
    readonly isRunning: boolean;
    readonly place: Place;
    readonly readAgain: (code: string | undefined) => string;
    readonly minute: (time: number) => string;
  },
): Finding[] {
  const { audienceId, state, trouble, code, canAccept, dueAt } = audience;
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
        `If the list is right as it is, take it as the new baseline: ${rekindle(`accept ${audienceId}`, place)}`,
      ),
    ];
  }
  if (trouble !== undefined) return [attention(audienceId, `it could not be read last${why}`, readAgain(code))];
  if (isRunning && dueAt !== undefined && dueAt + LATE < now) {
    return [
      broken(
        audienceId,
        `it was due ${minute(dueAt)} and has not been read since`,
        'See above whether the schedules are on, and follow docs/runbook.md#pull-missing.',
      ),
    ];
  }
  return [];
}

function memoryFinding({ audienceId, state, count = 0 }: AudienceStanding, pullMemory: number): Finding[] {
  const needed = megabytesFor(count);
  if (state === 'closed' || state === 'stopped' || needed <= pullMemory) return [];
  return [
    attention(
      audienceId,
      `its ${count.toLocaleString('en')} people may need ${needed.toLocaleString('en')} MB, and pull has ${pullMemory.toLocaleString('en')}`,
      `Put "pullMemory": ${Math.ceil(needed / MEMORY_STEP) * MEMORY_STEP} into the configuration and deploy it again.`,
    ),
  ];
}

/** `2026-11-23 07:43 (Europe/Berlin)`: a finding stands for itself, so each names its zone. */
function minuteIn(time: number, timeZone = 'UTC'): string {
  // Swedes write dates as ISO does.
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(time);
  return timeZone === 'UTC' ? `${text} UTC` : `${text} (${timeZone})`;
}
