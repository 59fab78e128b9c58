import { Command } from 'commander';
import * as z from 'zod';
import { calendarPath } from '../../functions/acting/calendar-feed.ts';
import type { Config } from '../../functions/runtime/config-schema.ts';
import { LINK_KEY, makeLinkKey } from '../../functions/runtime/link-key.ts';
import { DEFAULT_PORT } from '../../lib/local/held-folder.ts';
import { UsageError } from '../../lib/local/laptop-config.ts';
import { askProcess } from './ask-process.ts';
import { configOf, folderOf, inPlace, type PlaceOptions, runningProcess, withPlace } from './place.ts';

interface CalendarOptions extends PlaceOptions {
  readonly renew?: true;
  readonly owner?: string;
}

const answerSchema = z.object({ path: z.string().startsWith('/calendar/') });

/** `rekindle calendar`. */
export function calendarCommand(print: (text: string) => void): Command {
  return withPlace(new Command('calendar'))
    .description('Prints the private address of the calendar of what you planned, to subscribe to.')
    .option('--renew', 'makes a new address; the one before is dead at once')
    .option('--owner <ID>', 'whose, if several owners are configured')
    .action(async (options: CalendarOptions) => {
      print(await addressOf(options));
      print('Whoever has this address can read it. Keep it to yourself; --renew makes another.');
      const isHere = options.stage === undefined && runningProcess(options) === undefined;
      if (isHere) print('It answers while "npm start" runs on this folder; a deployed stage always does.');
    });
}

async function addressOf(options: CalendarOptions): Promise<string> {
  const isRenewed = options.renew === true;
  const running = runningProcess(options);
  if (running !== undefined) {
    const config = await configOf(options, folderOf(options));
    const owner = ownerOf(config, options.owner);
    const question = { path: `/local/calendar?renew=${isRenewed ? 'yes' : 'no'}`, owner, method: 'POST' } as const;
    const { path } = answerSchema.parse(await askProcess(running, options, question));
    return `${config.publicUrl ?? running.url}${path}`;
  }
  return inPlace(options, async ({ db, config, clock, secrets }) => {
    const owner = ownerOf(config, options.owner);
    const signingKey = () => secrets.readOrCreate(LINK_KEY, makeLinkKey);
    const path = await calendarPath({ db, signingKey }, owner, { now: clock.now(), isRenewed });
    if (config.publicUrl !== undefined) return `${config.publicUrl}${path}`;
    // Only the stack's own output tells the address that AWS gave.
    return options.stage === undefined ? `http://127.0.0.1:${DEFAULT_PORT}${path}` : `<ApiUrl of the stack>${path}`;
  });
}

function ownerOf(config: Config, wanted: string | undefined): string {
  const ids = config.owners.map(({ id }) => id);
  const [only, ...others] = ids;
  if (wanted !== undefined) {
    if (ids.includes(wanted)) return wanted;
    throw new UsageError(`There is no owner "${wanted}" in the configuration; there are ${ids.join(', ')}.`);
  }
  if (only !== undefined && others.length === 0) return only;
  throw new UsageError(`Say whose calendar with --owner: ${ids.join(', ')}.`);
}
