import { homeNotes } from '../../functions/checking/home.ts';
import { placedHints } from '../../functions/core/placed-hints.ts';
import type { Config } from '../../functions/runtime/config-schema.ts';
import { createCalendar } from './calendar.ts';
import { runDemo } from './demo-run.ts';
import { folderWords } from './folder-words.ts';
import { type ExitCode, inFolder, type StartOptions, type Surroundings } from './held-folder.ts';
import { findConfig } from './laptop-config.ts';
import { runOnce } from './once.ts';
import { pageHint, repeatCommand } from './page-hint.ts';
import { checkCalendar } from './state-file.ts';
import { stay } from './stay.ts';
import { hasFailed, summaryText } from './summary.ts';
import { zoneOf } from './zone.ts';

/** Runs what was asked for: somebody's own accounts, or the demo if none are named. */
export async function run(options: StartOptions, world: Surroundings): Promise<ExitCode> {
  const config = await findConfig(options.accounts, options.config, world.timeZone);
  return config === undefined ? runDemo(options, world) : runAccounts(options, config, world);
}

async function runAccounts(options: StartOptions, config: Config, world: Surroundings): Promise<ExitCode> {
  const calendar = createCalendar(world.wall, options.now);
  return inFolder(options, 'accounts', world, async (folder) => {
    checkCalendar(folder.state, calendar.now(), options.now !== undefined);
    const place = folderWords(folder.directory);
    for (const line of homeNotes(config)) world.terminal.note(placedHints(line, place));
    const laptop = await folder.open({ config, calendar, env: world.env });
    if (!options.once) return stay(laptop, folder.server, world, { kind: 'accounts' });
    const outcome = await runOnce(laptop, zoneOf(config, world.timeZone));
    world.terminal.print(placedHints(summaryText(outcome, repeatCommand(options)), place));
    world.terminal.print(pageHint(options, folder.directory, calendar.now(), world.wall()));
    return hasFailed(outcome) ? 2 : 0;
  });
}
