import type { Connector } from '../../functions/networks/network.ts';
import type { Db } from '../../functions/storage/db.ts';
import { DAY, HOUR, quiet, signingKey } from '../main-job/rig.ts';
import type { Chance } from './chance.ts';
import { type Code, TODAY } from './code.ts';
import { rawConfig } from './life.ts';
import { type Fate, Killed, Process } from './process.ts';
import { clockOf, type Surroundings, type Times } from './surroundings.ts';
import type { Tally } from './tally.ts';
import { CALM, flapping, type Weather } from './weather.ts';

/** Where a guard can be taken out of the way, to see that the suite notices. */
export interface Tampering {
  /** Wraps the table that the processes see. */
  readonly table?: (db: Db) => Db;
  /** Wraps what reads the network. */
  readonly connector?: (connector: Connector) => Connector;
  /** Weather that shows it, in place of the seed's own. */
  readonly weather?: Weather;
  /** SES's events get lost. */
  readonly isDeafToSes?: boolean;
}

export interface JobOptions {
  readonly around: Surroundings;
  readonly times: Times;
  readonly chance: Chance;
  readonly tally: Tally;
  readonly tampering: Tampering;
  /** Another version of the code, which takes turns with today's while the weather is bad. */
  readonly older?: Code;
  /** What runs otherwise. */
  readonly code?: Code;
  /** The world goes on while a process hangs. */
  readonly meanwhile: () => void;
}

/** Hours after which it is calm, and everything is due again: leases and pauses have run out. */
const CALM_HOURS = [3, 38, 62];
const BETWEEN = 38;

/** Pull and send-digest as separate processes, in some weather. */
export class Job {
  readonly #options: JobOptions;

  constructor(options: JobOptions) {
    this.#options = options;
  }

  /** A few ticks in bad weather. What a tick throws is the schedule's to bear. */
  async suffer(weather: Weather): Promise<void> {
    const { around, times, chance, tally } = this.#options;
    around.setFault(flapping(chance, weather, tally));
    const ticks = 1 + chance.below(3);
    for (let n = 0; n < ticks; n += 1) {
      if (n === 0 && chance.is(weather.hangs)) await this.#hang(weather);
      const isCrowded = chance.is(weather.crowded);
      if (isCrowded) tally.add('two runs at once');
      await Promise.allSettled([this.#pull(weather), ...(isCrowded ? [this.#pull(weather)] : [])]);
      await Promise.allSettled([this.#send(weather), ...(isCrowded ? [this.#send(weather)] : [])]);
      if (chance.is(weather.clockJumps)) {
        const by = chance.pick([-600_000, 60_000, HOUR]);
        tally.add(by < 0 ? 'clock back' : 'clock forward');
        times.wallOffset += by;
      }
      times.now += 5 * 60_000;
    }
    around.setFault(undefined);
  }

  /** A pull hangs until its lease has run out; others do its work meanwhile, the world goes on, and then it wakes. */
  async #hang(weather: Weather): Promise<void> {
    const { around, times, chance, meanwhile } = this.#options;
    const hung = this.#processIn(weather, { hangsAt: 1 + chance.below(70) });
    const end = this.#pull(weather, hung).catch(() => undefined);
    await Promise.race([end, hung.process.hanging]);
    times.wallOffset += HOUR;
    await this.#pull(weather).catch(() => undefined);
    meanwhile();
    times.now += DAY + HOUR;
    times.wallOffset += HOUR;
    await this.#pull(weather).catch(() => undefined);
    hung.process.wake();
    await end;
    await around.deliverEvents();
  }

  /**
   * Ticks in calm weather until whatever was put off is done, and one more, which must find nothing to do.
   * @param isSettled whether nothing is left to be done
   */
  async calmDown(since: number, isSettled: () => Promise<boolean>): Promise<void> {
    const { times } = this.#options;
    for (const hours of CALM_HOURS) {
      if (hours === BETWEEN && (await isSettled())) continue;
      // The calendar stays within the three days in which a digest may still go out.
      times.now = Math.max(times.now, since + hours * HOUR);
      times.wallOffset += 13 * HOUR;
      await this.#pull(CALM);
      await this.#send(CALM);
    }
  }

  async #pull(weather: Weather, { db, process, code } = this.#processIn(weather)): Promise<void> {
    const { around, times, tally, tampering, older } = this.#options;
    const clock = clockOf(times);
    const pull = code.createPullHandler({
      db,
      config: code.validateConfig(rawConfig, 'test'),
      clock,
      logger: quiet,
      hasCredential: async () => false,
      secrets: around.secrets,
      connectors: async (account) => {
        const connector = code.connectorFor(account, {
          baseUrls: { bluesky: around.networkUrl },
          fetch: around.fetch,
          wall: clock.wall,
          wait: async () => undefined,
        });
        return tampering.connector?.(connector) ?? connector;
      },
    });
    const report = await ended(process, pull({}));
    const isTelling = report?.audiences.some(({ gained, lost, returned }) => gained + lost + returned > 0);
    if (code === older && isTelling === true) tally.add('older code writes');
  }

  async #send(weather: Weather): Promise<void> {
    const { around, times } = this.#options;
    const { db, process, code } = this.#processIn(weather);
    const send = code.createSendDigestHandler({
      db,
      config: code.validateConfig(rawConfig, 'test'),
      ses: around.ses(process),
      configurationSet: 'test',
      signingKey,
      publicUrl: 'https://rekindle.example',
      clock: clockOf(times),
      logger: quiet,
      doubtMs: 30 * 60_000,
    });
    await ended(process, send({}));
    await around.deliverEvents();
  }

  #processIn(weather: Weather, fate: Fate = {}): { db: Db; process: Process; code: Code } {
    const { around, chance, tally, tampering, older, code = TODAY } = this.#options;
    const isOlder = older !== undefined && weather !== CALM && chance.is(0.5);
    if (isOlder) tally.add('older code runs');
    const process = new Process(chance, weather, tally, fate);
    const db: Db = { client: around.table(process), tableName: around.tableName };
    return { db: tampering.table?.(db) ?? db, process, code: isOlder ? older : code };
  }
}

/** What a run reports; undefined if it died or failed: an error is what the next tick is for. */
async function ended<T>(process: Process, run: Promise<T>): Promise<T | undefined> {
  try {
    return await Promise.race([run, process.death]);
  } catch (error) {
    if (!(error instanceof Killed)) run.catch(() => undefined);
    return undefined;
  }
}
