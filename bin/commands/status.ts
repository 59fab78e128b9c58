import { Command } from 'commander';
import { readStatus, type Status, statusSchema } from '../../lib/local/status.ts';
import { statusText } from '../../lib/local/status-text.ts';
import { askProcess } from './ask-process.ts';
import { inPlace, localTimeZone, type PlaceOptions, runningProcess, withPlace } from './place.ts';
import { askedOf } from './whose-history.ts';

/** `rekindle status`. */
export function statusCommand(print: (text: string) => void): Command {
  return withPlace(new Command('status'))
    .description('Shows accounts, audiences, when each was last read, and what is wrong.')
    .action(async (options: PlaceOptions) => {
      const running = runningProcess(options);
      if (running !== undefined) print(`Process ${running.pid} serves ${running.url} since ${running.startedAt}.`);
      const status: Status =
        running === undefined
          ? await inPlace(options, ({ db, config, clock }) => readStatus(db, config, clock))
          : statusSchema.parse(await askProcess(running, options, { path: '/local/status' }));
      print(statusText(status, localTimeZone(), askedOf(options)));
      if (status.stray !== undefined) process.exitCode = 1;
    });
}
