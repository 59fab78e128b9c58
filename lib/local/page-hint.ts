import { join } from 'node:path';
import { DEFAULT_FOLDER } from './folder.ts';
import { DEFAULT_PORT, type StartOptions } from './held-folder.ts';
import { shellWords } from './shell-words.ts';

/**
 * After a run that does not stay: how to go on, as whole commands with what this run was given.
 * @param directory where this run kept everything
 * @param now calendar, epoch ms; a calendar that was moved ahead must be moved again
 */
export function pageHint(options: StartOptions, directory: string, now: number, wall: number): string {
  const { port } = options;
  const given = [
    ...sources(options),
    ...(port === DEFAULT_PORT ? [] : ['--port', String(port)]),
    ...(options.now === undefined || now <= wall ? [] : ['--now', nextMinute(now)]),
  ];
  const place = directory === DEFAULT_FOLDER ? [] : ['--data', directory];
  const start = shellWords('npm', 'start', ...(given.length === 0 ? [] : ['--', ...given]));
  const rekindle = (command: string) => shellWords('npm', 'run', 'rekindle', '--', command, ...place);
  const page = port === 0 ? 'the page, at the address that it prints' : `the page at http://127.0.0.1:${port}/`;
  return [
    '',
    'To go on:',
    `  ${start}`,
    `      stays, reads every day, and serves ${page} (sign in with the token in ${join(directory, 'api-token')}), the mails and the API`,
    `  ${rekindle('status')}`,
    '      what was read when, and what is wrong; "doctor" instead of "status" looks at everything',
    '  npm run rekindle',
    `      shows all commands${place.length === 0 ? '' : `; those about this history need ${shellWords(...place)}, as above`}`,
  ].join('\n');
}

/** The command that repeats a run with `--once`, by the time of the day. */
export const repeatCommand = (options: StartOptions): string =>
  shellWords('npm', 'start', '--', ...sources(options), '--once');

/** What is read, and where it is kept. */
const sources = ({ accounts, config, data }: StartOptions): string[] => [
  ...accounts,
  ...(config === undefined ? [] : ['--config', config]),
  ...(data === undefined ? [] : ['--data', data]),
];

const MINUTE = 60_000;
const nextMinute = (time: number): string =>
  new Date((Math.floor(time / MINUTE) + 1) * MINUTE).toISOString().replace('.000Z', 'Z');
