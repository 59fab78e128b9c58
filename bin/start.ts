import { Command, InvalidArgumentError, Option } from 'commander';
import { ConfigError } from '../functions/runtime/config.ts';
import { NewerSchemaError } from '../functions/storage/versions.ts';
import { parseTime } from '../lib/local/calendar.ts';
import { diskFullText, endWhereDiskIsFull } from '../lib/local/disk-full.ts';
import { DEFAULT_FOLDER } from '../lib/local/folder.ts';
import { DEFAULT_PORT } from '../lib/local/held-folder.ts';
import { CONFIG_FILE, UsageError } from '../lib/local/laptop-config.ts';
import { PortTakenError } from '../lib/local/listen.ts';
import { FolderInUseError } from '../lib/local/lock.ts';
import { run } from '../lib/local/run.ts';
import { CalendarError, DamagedStateError } from '../lib/local/state-file.ts';
import { createTerminal } from '../lib/local/terminal.ts';

/** Runs the functions of the stack on this machine. */

const terminal = createTerminal(process.stdout, process.stderr);

const command = new Command('npm start --')
  .description(
    'Reads who follows and likes your accounts, finds who left and why, and writes the weekly digest, ' +
      'all on this machine. Without accounts and without a configuration file it is a demo with invented people.',
  )
  .argument('[ACCOUNT...]', 'such as bluesky:alice.example, mastodon:alice@social.example, github:alice')
  .option('--config <FILE>', `read accounts and digests from FILE (${CONFIG_FILE}, if there is one)`)
  .addOption(new Option('--data <DIR>', `keep everything in DIR (default: ${DEFAULT_FOLDER})`))
  .option('--port <N>', 'serve mails and API on this port of 127.0.0.1; 0 takes any free one', parsePort, DEFAULT_PORT)
  .option('--now <ISO>', 'move the calendar there, such as 2026-11-23T08:00:00Z; never back', parseNow)
  .option('--once', 'pull everything now, make the digest, say what happened, and end')
  .helpOption('--help', 'show this')
  .addHelpText(
    'after',
    '\nEnds with 0, with 2 if an account could not be read or a digest not be sent, with 1 if it could not start.\n' +
      'Tokens, where a network wants one: REKINDLE_GITHUB_TOKEN, REKINDLE_MASTODON_TOKEN\n(TOKEN@HOST for several servers).\n' +
      'Private servers: REKINDLE_BLUESKY_URL, REKINDLE_MASTODON_URL, REKINDLE_GITHUB_URL, and so on for each network.',
  )
  .parse();

const {
  config,
  data,
  port,
  now,
  once = false,
} = command.opts<{
  config?: string;
  data?: string;
  port: number;
  now?: number;
  once?: true;
}>();

/** Mistakes that a person can mend; their messages say how, and a stack trace would only hide that. */
const MENDABLE = [
  ConfigError,
  UsageError,
  CalendarError,
  DamagedStateError,
  FolderInUseError,
  NewerSchemaError,
  PortTakenError,
];

endWhereDiskIsFull(terminal);
try {
  const exitCode = await run(
    {
      accounts: command.args,
      port,
      once,
      ...(config === undefined ? {} : { config }),
      ...(data === undefined ? {} : { data }),
      ...(now === undefined ? {} : { now }),
    },
    {
      terminal,
      env: process.env,
      wall: () => Date.now(),
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      ended: ctrlC(),
    },
  );
  // What a tick that was cut off still has open must not keep the process.
  process.exit(exitCode);
} catch (error) {
  terminal.live('');
  const isMendable = MENDABLE.some((known) => error instanceof known);
  terminal.note(isMendable && error instanceof Error ? error.message : (diskFullText(error) ?? unexpected(error)));
  process.exit(1);
}

/** Settles at the first Ctrl-C; a second one ends at once. With `--once` the first does, for every point is safe to end at. */
function ctrlC(): Promise<void> {
  if (once) return new Promise(() => undefined);
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        resolve();
        process.once(signal, () => process.exit(130));
      });
    }
  });
}

function parsePort(value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new InvalidArgumentError('Expected a port from 0 to 65535.');
}

function parseNow(value: string): number {
  const time = parseTime(value);
  if (time !== undefined) return time;
  throw new InvalidArgumentError('Expected a time in ISO 8601, such as 2026-11-23 or 2026-11-23T08:00:00Z.');
}

function unexpected(error: unknown): string {
  return `Rekindle failed in a way it should not.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
