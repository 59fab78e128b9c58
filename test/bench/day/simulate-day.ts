import { audienceKey } from '../../../functions/core/ids.ts';
import { createPullHandler } from '../../../functions/pull.ts';
import type { PullDeps } from '../../../functions/pulling/deps.ts';
import { readHeads } from '../../../functions/storage/heads.ts';
import type { Head } from '../../../functions/storage/items.ts';
import { SCHEDULES } from '../../../lib/schedules.ts';
import type { BareTable } from '../../fakes/bare-table.ts';
import { Chance } from '../../faults/chance.ts';
import { type Meter, type MeteredTable, meteredTable } from '../metered-table.ts';
import { type DayAccount, dayConfig } from './accounts.ts';
import { DayNetworks, stableId } from './day-networks.ts';
import { DayTable } from './day-table.ts';
import { VirtualTime } from './virtual-time.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const TICK = SCHEDULES.pull.everyMinutes * 60_000;
const START = Date.parse('2026-01-05T00:00:00Z');
/** Until everything that fell due on the day is done: limits of an hour and outages among it. */
const GRACE = 2 * HOUR;
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export interface DayOptions {
  readonly accounts: readonly DayAccount[];
  /** An engine in this process without. */
  readonly table?: BareTable;
  /** Probability that a request to a network fails. */
  readonly failing: number;
  /** Requests a second that the table answers in its bad hour. */
  readonly drought: number;
  readonly say?: (line: string) => void;
}

/** What a day came to. */
export interface DayResult {
  readonly accounts: readonly DayAccount[];
  readonly heads: ReadonlyMap<string, { readonly before: Head; readonly after: Head }>;
  readonly networks: DayNetworks;
  readonly table: DayTable;
  readonly meter: Meter;
  readonly from: number;
  readonly until: number;
  readonly ticks: number;
  /** Simulated seconds that ticks took, all together, and the longest. */
  readonly tickSeconds: number;
  readonly longestTick: number;
  readonly deferred: number;
  /** Processor time, the table's and the networks' included. */
  readonly cpuSeconds: number;
  /** Ticks that ended in an error. */
  readonly broken: readonly Error[];
}

export const keyOf = (account: DayAccount): string =>
  audienceKey(account.owner, account.network, stableId(account), 'followers');

/**
 * A day of an agency, through the real handler on an embedded table: first every list is read once, without limits or
 * failures; half a day later 24 hours begin in which each falls due once. One network is down for half an hour, later the
 * table has little room for an hour. Ticks come every five minutes, however long the others take.
 */
export class SimulatedDay {
  readonly time: VirtualTime;
  readonly networks: DayNetworks;
  readonly accounts: readonly DayAccount[];
  readonly deps: PullDeps;
  readonly table: DayTable;
  private readonly options: DayOptions;
  private readonly meter: Meter;
  /** Ticks that ended in an error. */
  readonly broken: Error[] = [];
  private ticks = 0;
  private tickSeconds = 0;
  private longestTick = 0;
  private deferred = 0;

  private constructor(options: DayOptions, time: VirtualTime, table: DayTable, { db, meter }: MeteredTable) {
    this.options = options;
    this.time = time;
    this.table = table;
    this.meter = meter;
    this.accounts = options.accounts;
    this.networks = new DayNetworks(time, new Chance(7), options.failing);
    const byName = new Map(this.accounts.map((account) => [`${account.owner}/${account.id}`, account]));
    this.deps = {
      // Waiting for room takes simulated time, too.
      db: { ...db, wait: (ms) => time.sleep(ms) },
      config: dayConfig(this.accounts),
      clock: time,
      logger: quiet,
      hasCredential: async () => true,
      connectors: async ({ owner, accountId }) => {
        const account = byName.get(`${owner}/${accountId}`);
        if (account === undefined) throw new RangeError('There is no such account.');
        return this.networks.connectorOf(account);
      },
    };
  }

  static async open(options: DayOptions): Promise<SimulatedDay> {
    const time = new VirtualTime(START);
    const table = new DayTable(time);
    return new SimulatedDay(options, time, table, await meteredTable(table.around, options.table));
  }

  /** The first day: everything is due at once. */
  async readFirstLists(): Promise<void> {
    for (let heads = await this.heads(); heads.size < this.accounts.length || [...heads.values()].some(isNew); ) {
      if (this.ticks > 200) throw new Error('The first lists are never all read.');
      await this.time.passFor(this.tick());
      heads = await this.heads();
      this.say(`${heads.size} of ${this.accounts.length} lists are there after ${this.ticks} ticks`);
    }
    this.failIfBroken();
  }

  async live(): Promise<DayResult> {
    const { time, networks, table, meter, accounts, options } = this;
    const from = START + DAY / 2;
    const until = from + DAY;
    await time.passUntil(from);
    const before = await this.heads();
    networks.day = 1;
    networks.seen.clear();
    networks.outage = { credentialId: 'mastodon:key-1', from: from + 6 * HOUR, until: from + 6.5 * HOUR };
    table.drought = { from: from + 12 * HOUR, until: from + 13 * HOUR, aSecond: options.drought };
    [this.ticks, this.tickSeconds, this.longestTick, this.deferred, table.requests] = [0, 0, 0, 0, 0];
    meter.reset();
    const cpuBefore = process.cpuUsage();
    const running = new Set<Promise<void>>();
    for (let at = from; at < until + GRACE; at += TICK) {
      await time.passUntil(at);
      const one = this.tick().finally(() => running.delete(one));
      running.add(one);
      if ((at - from) % HOUR === 0) this.say(`hour ${(at - from) / HOUR}: ${networks.requests} requests so far`);
    }
    await time.passFor(Promise.all(running));
    const { user, system } = process.cpuUsage(cpuBefore);
    const after = await this.heads();
    const heads = new Map(
      [...before].flatMap(([key, head]) => {
        const later = after.get(key);
        return later === undefined ? [] : [[key, { before: head, after: later }] as const];
      }),
    );
    const { ticks, tickSeconds, longestTick, deferred, broken } = this;
    return {
      ...{ accounts, heads, networks, table, meter, from, until, ticks, tickSeconds, longestTick, deferred, broken },
      cpuSeconds: (user + system) / 1e6,
    };
  }

  /** One tick, in simulated time. */
  async tick(): Promise<void> {
    const { time } = this;
    const began = time.wall();
    const limit = SCHEDULES.pull.timeoutMinutes * 60_000;
    try {
      const pull = createPullHandler(this.deps);
      const report = await pull({}, { getRemainingTimeInMillis: () => limit - (time.wall() - began) });
      this.deferred += report.deferred ?? 0;
    } catch (error) {
      this.broken.push(error instanceof Error ? error : new Error(String(error)));
    }
    const seconds = (time.wall() - began) / 1_000;
    this.ticks += 1;
    this.tickSeconds += seconds;
    this.longestTick = Math.max(this.longestTick, seconds);
  }

  /** Heads of the lists, by key. */
  async heads(): Promise<Map<string, Head>> {
    const heads = await this.time.passFor(readHeads(this.deps.db, this.accounts.map(keyOf)));
    return new Map(heads.flatMap((head) => (head === undefined ? [] : [[head.key, head] as const])));
  }

  private failIfBroken(): void {
    const [error] = this.broken;
    if (error !== undefined) throw error;
  }

  private say(line: string): void {
    this.options.say?.(line);
  }
}

const isNew = ({ baselineAt }: Head): boolean => baselineAt === undefined;
