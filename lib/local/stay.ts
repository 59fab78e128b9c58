import { join } from 'node:path';
import { placedHints } from '../../functions/core/placed-hints.ts';
import type { AccountReport, AudienceReport, PullReport } from '../../functions/pulling/deps.ts';
import { SCHEDULES } from '../schedules.ts';
import { folderWords } from './folder-words.ts';
import type { ExitCode, Surroundings } from './held-folder.ts';
import type { Laptop } from './laptop.ts';
import type { EarlyServer } from './serve.ts';
import { type FolderState, updateState } from './state-file.ts';
import { startTicker } from './ticker.ts';
import { kindInWords, timeInWords } from './words.ts';
import { zoneOf } from './zone.ts';

/** How long Ctrl-C waits for a tick that is at work. It may be cut off: the next start goes on from there. */
const PATIENCE = 3_000;

/** Stays: ticks as the stack's schedules do, API and outbox, until the person ends it. */
export async function stay(
  laptop: Laptop,
  server: EarlyServer | undefined,
  world: Surroundings,
  options: { readonly kind: FolderState['kind']; readonly beforePull?: () => void },
): Promise<ExitCode> {
  const { terminal } = world;
  const timeZone = zoneOf(laptop.config, world.timeZone);
  const place = folderWords(laptop.directory);
  terminal.print(welcome(laptop, server?.url ?? '', { kind: options.kind, timeZone }));
  const ticker = startTicker(
    [
      {
        name: 'pull',
        everyMinutes: SCHEDULES.pull.everyMinutes,
        run: async () => {
          options.beforePull?.();
          await updateState(laptop.directory, { pulledAt: laptop.calendar.now() });
          const report = await laptop.pull({});
          terminal.live('');
          for (const line of newsLines(report, laptop.calendar.now(), timeZone))
            terminal.print(placedHints(line, place));
        },
      },
      {
        name: 'sendDigest',
        everyMinutes: SCHEDULES.sendDigest.everyMinutes,
        run: async () => {
          const { digests } = await laptop.sendDigest({});
          await laptop.outbox.deliverEvents();
          const sent = digests.filter(({ outcome }) => outcome === 'sent').length;
          if (sent > 0)
            terminal.print(
              `${timeInWords(laptop.calendar.now(), timeZone)}  ${sent} new ${sent === 1 ? 'mail' : 'mails'}: ${server?.url}/outbox`,
            );
        },
      },
    ],
    laptop.logger,
  );
  await world.ended;
  terminal.note('Ending …');
  await ticker.stop(PATIENCE);
  return 0;
}

function welcome(
  laptop: Laptop,
  url: string,
  { kind, timeZone }: { readonly kind: FolderState['kind']; readonly timeZone: string },
): string {
  const { config, directory } = laptop;
  const accounts = config.owners.flatMap((owner) => owner.accounts.map(({ id }) => id));
  const shown = accounts.slice(0, 5).join(', ') + (accounts.length > 5 ? ` and ${accounts.length - 5} more` : '');
  return [
    '',
    kind === 'demo' ? 'The demo runs on, in real time from here.' : `Rekindle runs: ${shown}.`,
    `  Page     ${url}/   (sign in with the token in ${join(directory, 'api-token')})`,
    `  Mails    ${url}/outbox`,
    `  API      curl -H "Authorization: Bearer $(cat ${join(directory, 'api-token')})" ${url}/v1/accounts`,
    '  Each account is read every 24 hours unless set otherwise, and its digest is made once a week.',
    '  Mails stay on this machine: a deployed stack sends them.',
    `  Ctrl-C ends it; everything is kept in ${directory}. Times are those of ${timeZone}.`,
    '',
  ].join('\n');
}

function newsLines(report: PullReport, now: number, timeZone: string): string[] {
  const at = timeInWords(now, timeZone);
  return [
    ...report.accounts.flatMap((account) => troubleLine(account, account.accountId)),
    ...report.audiences.flatMap((audience) => {
      const what = `${audience.accountId}, ${kindInWords(audience)}`;
      if (audience.outcome === 'baseline') return [`${what}: ${audience.count.toLocaleString('en')}, baseline taken`];
      if (audience.outcome !== 'committed') return troubleLine(audience, what);
      const { lost, gained, returned } = audience;
      return lost + gained + returned === 0 ? [] : [`${what}: ${lost} left, ${gained} new, ${returned} came back`];
    }),
  ].map((line) => `${at}  ${line}`);
}

function troubleLine({ outcome, message }: AccountReport | AudienceReport, what: string): string[] {
  const isTrouble = outcome === 'failed' || outcome === 'refused' || outcome === 'waiting';
  return isTrouble ? [`${what}: ${message ?? outcome}`] : [];
}
