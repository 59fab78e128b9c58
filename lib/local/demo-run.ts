import type { PullReport } from '../../functions/pulling/deps.ts';
import { type Calendar, createCalendar } from './calendar.ts';
import { demoStart, stepsUntil } from './demo/calendar.ts';
import { type Demo, startDemo } from './demo/demo.ts';
import { type ExitCode, type HeldFolder, inFolder, type StartOptions, type Surroundings } from './held-folder.ts';
import type { Laptop } from './laptop.ts';
import { pullEverything, runOnce } from './once.ts';
import { checkCalendar, updateState } from './state-file.ts';
import { stay } from './stay.ts';
import { hasFailed, summaryText } from './summary.ts';

const INTRODUCTION = `This is a demo: a small network of invented people, served on this machine in the shapes of Bluesky, Mastodon and
GitHub. A few weeks pass in it now: people follow, leave, block, move and come back. Everything else is the real
thing: reading, proving, keeping and mailing. To use your own accounts: npm start -- bluesky:YOUR.HANDLE`;

/** Lives through the demo's weeks, telling each; a folder that has lived through some goes on where it was. */
export function runDemo(options: StartOptions, world: Surroundings): Promise<ExitCode> {
  const calendar = createCalendar(world.wall, options.now);
  return inFolder(options, 'demo', world, async (folder) => {
    const end = calendar.now();
    checkCalendar(folder.state, end, options.now !== undefined);
    world.terminal.print(INTRODUCTION);
    const start = folder.state?.demoStart ?? demoStart(end);
    await updateState(folder.directory, { kind: 'demo', demoStart: start });
    const demo = await startDemo({ now: end, start });
    try {
      const laptop = await openDemo(folder, demo, calendar, world);
      const exitCode = await liveThrough(laptop, demo, { start, end, calendar, world, since: folder.state?.pulledAt });
      if (options.once) return exitCode;
      return await stay(laptop, folder.server, world, { kind: 'demo', beforePull: () => demo.setTime(calendar.now()) });
    } finally {
      await demo.close();
    }
  });
}

function openDemo(folder: HeldFolder, demo: Demo, calendar: Calendar, world: Surroundings): Promise<Laptop> {
  return folder.open({
    config: demo.config,
    calendar,
    env: {
      // The demo's own networks, and nobody's real tokens.
      REKINDLE_BLUESKY_URL: demo.urls.bluesky,
      REKINDLE_MASTODON_URL: demo.urls.mastodon,
      REKINDLE_GITHUB_URL: demo.urls.github,
      TZ: world.env['TZ'],
    },
  });
}

interface Weeks {
  readonly start: number;
  readonly end: number;
  readonly calendar: Calendar;
  readonly world: Surroundings;
  /** Last pull of an earlier run. */
  readonly since: number | undefined;
}

async function liveThrough(laptop: Laptop, demo: Demo, weeks: Weeks): Promise<ExitCode> {
  const { calendar, world } = weeks;
  const timeZone = demo.config.owners[0]?.timeZone ?? world.timeZone;
  const steps = stepsUntil(weeks.start, weeks.end).filter(({ at }) => at > (weeks.since ?? Number.NEGATIVE_INFINITY));
  let pulls: PullReport[] = [];
  let since = steps[0]?.at ?? weeks.end;
  let exitCode: ExitCode = 0;
  let isEnding = false;
  void world.ended.then(() => {
    isEnding = true;
  });
  for (const [index, step] of steps.entries()) {
    // Ctrl-C: a later start lives through the rest.
    if (isEnding) break;
    calendar.set(step.at);
    demo.setTime(step.at);
    if (!step.digest) {
      pulls.push(await pullEverything(laptop));
      continue;
    }
    const outcome = await runOnce(laptop, timeZone, { pulls, since });
    world.terminal.print(
      `\n--- ${index > 0 ? 'A week later' : weeks.since === undefined ? 'The first day' : 'Today'}: ${summaryText(outcome)}`,
    );
    exitCode = hasFailed(outcome.pull) ? 2 : 0;
    pulls = [];
    since = calendar.now() + 1;
  }
  return exitCode;
}
