import { Command } from 'commander';
import { readState } from '../../lib/local/state-file.ts';
import { readStatus, type Status, statusSchema } from '../../lib/local/status.ts';
import { statusText } from '../../lib/local/status-text.ts';
import { askProcess } from './ask-process.ts';
import { inPlace, localTimeZone, type OpenPlace, type PlaceOptions, runningProcess, withPlace } from './place.ts';
import { startCommand } from './start-command.ts';
import { askedOf } from './whose-history.ts';

/** `rekindle status`. */
export function statusCommand(print: (text: string) => void): Command {
  return withPlace(new Command('status'))
    .description('Shows accounts, audiences, when each was last read, and what is wrong.')
    .action(async (options: PlaceOptions) => {
      const running = runningProcess(options);
      if (running !== undefined) print(`Process ${running.pid} serves ${running.url} since ${running.startedAt}.`);
      const { status, start }: Standing =
        running === undefined
          ? await inPlace(options, (place) => standingOf(place, options))
          : { status: statusSchema.parse(await askProcess(running, options, { path: '/local/status' })) };
      print(statusText(status, localTimeZone(), { ...askedOf(options), start }));
      if (status.stray !== undefined) process.exitCode = 1;
    });
}

interface Standing {
  readonly status: Status;
  /** What would read on, where nothing runs that does. */
  readonly start?: string;
}

/** A stage's schedules run by themselves; a folder that this process has for itself is read by nobody. */
async function standingOf({ db, config, clock, directory }: OpenPlace, options: PlaceOptions): Promise<Standing> {
  const status = await readStatus(db, config, clock);
  if (directory === undefined) return { status };
  // The demo's accounts cannot be named: without any, it goes on.
  const isDemo = (await readState(directory))?.kind === 'demo';
  return { status, start: startCommand(options, isDemo ? undefined : config) };
}
