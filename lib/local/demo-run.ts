import { placedHints } from '../../functions/core/placed-hints.ts';
import type { PullReport } from '../../functions/pulling/deps.ts';
import { type Calendar, createCalendar } from './calendar.ts';
import { type DemoStep, demoStart, stepsUntil } from './demo/calendar.ts';
import { type Demo, startDemo } from './demo/demo.ts';
import { folderWords } from './folder-words.ts';
import { type ExitCode, type HeldFolder, inFolder, type StartOptions, type Surroundings } from './held-folder.ts';
import type { Laptop } from './laptop.ts';
import { pullEverything, runOnce } from './once.ts';
import { pageHint } from './page-hint.ts';
import { checkCalendar, type FolderState, updateState } from './state-file.ts';
import { stay } from './stay.ts';
import { hasFailed, hasFailedDigest, summaryText } from './summary.ts';

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
      const exitCode = await liveThrough(laptop, demo, { start, end, calendar, world, before: folder.state });
      if (options.once) {
        world.terminal.print(pageHint(options, folder.directory, calendar.now(), world.wall()));
        return exitCode;
      }
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
  /** How an earlier run left the folder. */
  readonly before: FolderState | undefined;
}

/** Past the last pull of a process that was killed, whose walks may have taken this long. */
const AFTER_A_KILL = 60_000;

/**
 * What is still to be lived through. A step that a killed process has not finished is taken again, its digest above
 * all, at a time that follows what was read in it.
 */
export function stepsLeft(weeks: Pick<Weeks, 'start' | 'end' | 'before'>): (DemoStep & { readonly runAt: number })[] {
  const { demoDoneAt = Number.NEGATIVE_INFINITY, pulledAt = Number.NEGATIVE_INFINITY } = weeks.before ?? {};
  return stepsUntil(weeks.start, weeks.end)
    .filter(({ at }) => at > demoDoneAt)
    .map((step) => ({
      ...step,
      runAt: step.at > pulledAt ? step.at : Math.max(pulledAt, Math.min(pulledAt + AFTER_A_KILL, weeks.end)),
    }));
}

async function liveThrough(laptop: Laptop, demo: Demo, weeks: Weeks): Promise<ExitCode> {
  const { calendar, world } = weeks;
  const timeZone = demo.config.owners[0]?.timeZone ?? world.timeZone;
  const steps = stepsLeft(weeks);
  let pulls: PullReport[] = [];
  let since = steps[0]?.at ?? weeks.end;
  let exitCode: ExitCode = 0;
  let hasUnsent = false;
  let isEnding = false;
  void world.ended.then(() => {
    isEnding = true;
  });
  for (const [index, step] of steps.entries()) {
    // Ctrl-C: a later start lives through the rest.
    if (isEnding) break;
    calendar.set(step.runAt);
    demo.setTime(step.runAt);
    if (!step.digest) {
      pulls.push(await pullEverything(laptop));
      await updateState(laptop.directory, { demoDoneAt: step.at });
      continue;
    }
    const outcome = await runOnce(laptop, timeZone, { pulls, since });
    world.terminal.print(
      `\n--- ${index > 0 ? 'A week later' : weeks.before?.demoDoneAt === undefined ? 'The first day' : 'Today'}: ${placedHints(summaryText(outcome), folderWords(laptop.directory))}`,
    );
    await updateState(laptop.directory, { demoDoneAt: step.at });
    // A list may be read again next time, but no later digest makes up for one that was not sent.
    hasUnsent ||= hasFailedDigest(outcome.digests);
    exitCode = hasUnsent || hasFailed(outcome) ? 2 : 0;
    pulls = [];
    since = calendar.now() + 1;
  }
  return exitCode;
}
