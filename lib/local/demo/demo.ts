import type { Config } from '../../../functions/runtime/config-schema.ts';
import { type DemoStep, demoStart, stepsUntil } from './calendar.ts';
import { OWNER } from './cast.ts';
import { demoConfig } from './demo-config.ts';
import { startBluesky } from './servers/bluesky.ts';
import { startGithub } from './servers/github.ts';
import { startMastodon } from './servers/mastodon.ts';
import type { DemoServer } from './servers/serve.ts';
import { storyUntil } from './story.ts';

export type { DemoStep } from './calendar.ts';

/** A demo that runs: three servers on loopback addresses, and a calendar that moves their worlds. */
export interface Demo {
  /** Base addresses, for `REKINDLE_BLUESKY_URL` and its like. */
  readonly urls: { readonly bluesky: string; readonly mastodon: string; readonly github: string };
  readonly config: Config;
  /** When the story starts, epoch ms. Kept and given back, a later run goes on with the same story. */
  readonly start: number;
  /** What to do now, in order. */
  readonly steps: readonly DemoStep[];
  /** Moves the worlds to a time, epoch ms. */
  setTime(now: number): void;
  close(): Promise<void>;
}

/** More than weeks lived through in seconds need; a real server spreads them over the weeks. */
const LIMIT = { limit: 100_000, windowMs: 60 * 60_000 };

/**
 * Starts the demo's networks.
 * @param options.now calendar time at which it ends, epoch ms
 * @param options.start when an earlier run started its story: then there is only one step left, the one at `now`
 */
export async function startDemo(options: { readonly now: number; readonly start?: number }): Promise<Demo> {
  const start = options.start ?? demoStart(options.now);
  const steps = stepsUntil(start, options.now);
  const [first] = options.start === undefined ? steps : steps.slice(-1);
  let worlds = storyUntil(start, first?.at ?? options.now);
  const servers: DemoServer[] = [];
  const started = async (server: Promise<DemoServer>): Promise<string> => {
    servers.push(await server);
    return (await server).url;
  };
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()));
  };
  try {
    const domain = OWNER.mastodonDomain;
    const urls = {
      bluesky: await started(startBluesky(() => worlds.bluesky, { rateLimit: LIMIT })),
      mastodon: await started(startMastodon(() => worlds.mastodon, { rateLimit: LIMIT, domain })),
      github: await started(startGithub(() => worlds.github, { rateLimit: LIMIT })),
    };
    return {
      urls,
      config: demoConfig(start),
      start,
      steps: options.start === undefined ? steps : steps.slice(-1),
      setTime: (now) => {
        worlds = storyUntil(start, now);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
