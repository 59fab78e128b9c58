import { checkHomes } from '../../functions/checking/home.ts';
import type { Config } from '../../functions/runtime/config-schema.ts';
import { createCalendar } from './calendar.ts';
import { runDemo } from './demo-run.ts';
import { type ExitCode, inFolder, type StartOptions, type Surroundings } from './held-folder.ts';
import { findConfig } from './laptop-config.ts';
import { runOnce } from './once.ts';
import { pageHint } from './page-hint.ts';
import { checkCalendar } from './state-file.ts';
import { stay } from './stay.ts';
import { hasFailed, summaryText } from './summary.ts';

/** Runs what was asked for: somebody's own accounts, or the demo if none are named. */
export async function run(options: StartOptions, world: Surroundings): Promise<ExitCode> {
  const config = await findConfig(options.accounts, options.config, world.timeZone);
  return config === undefined ? runDemo(options, world) : runAccounts(options, config, world);
}

async function runAccounts(options: StartOptions, config: Config, world: Surroundings): Promise<ExitCode> {
  const calendar = createCalendar(world.wall, options.now);
  return inFolder(options, 'accounts', world, async (folder) => {
    checkCalendar(folder.state, calendar.now(), options.now !== undefined);
    for (const line of homeNotes(config)) world.terminal.note(line);
    const laptop = await folder.open({ config, calendar, env: world.env });
    if (!options.once) return stay(laptop, folder.server, world, { kind: 'accounts' });
    const outcome = await runOnce(laptop, world.timeZone);
    world.terminal.print(summaryText(outcome));
    world.terminal.print(pageHint(options, folder.directory, calendar.now(), world.wall()));
    return hasFailed(outcome) ? 2 : 0;
  });
}

/** Notes about homes are told of so many owners; the doctor tells of all. */
const MOST_NOTES = 3;

/** What a person may have misspelt, and would otherwise only miss. It stops nothing. */
function homeNotes({ owners }: Pick<Config, 'owners'>): string[] {
  const wrong = checkHomes(owners).filter(({ state }) => state !== 'ok');
  const notes = wrong
    .slice(0, MOST_NOTES)
    .map(({ says, cure = '' }) => `Note on the home in the configuration: ${says}. ${cure}`);
  const rest = wrong.length - notes.length;
  return rest === 0 ? notes : [...notes, `And ${rest} more homes like that: npm run rekindle -- doctor`];
}
