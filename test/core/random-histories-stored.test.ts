import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Change, ListedPerson } from '../../functions/core/model.ts';
import { pullAudience } from '../../functions/pulling/audience-job.ts';
import type { PullDeps } from '../../functions/pulling/deps.ts';
import { finishVersions } from '../../functions/pulling/finish.ts';
import { loadCheckpoint } from '../../functions/roster/checkpoint.ts';
import { compact } from '../../functions/roster/compact.ts';
import { validateConfig } from '../../functions/runtime/config.ts';
import { trackSchema } from '../../functions/runtime/config-schema.ts';
import { listChanges } from '../../functions/storage/changes.ts';
import { releaseHead } from '../../functions/storage/heads.ts';
import type { AccountItem } from '../../functions/storage/items.ts';
import { type CrashMoment, crashAt } from '../fakes/crash.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { scriptedConnector } from '../pulling/scripted-connector.ts';
import { Audience, byId } from '../roster/people.ts';
import { Life, pagesOf } from './model-life.ts';
import { anyHistory, type Day, timesOf, World } from './model-world.ts';

const PEOPLE = 40;

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

/** Where the process dies that day: at this write, if there are so many. */
interface Death {
  readonly nth: number;
  readonly moment: CrashMoment;
}

const config = validateConfig(
  { owners: [{ id: 'owner', name: 'Olive', accounts: [{ id: 'bluesky:alice.example' }], digests: [] }] },
  'test',
);
const account: AccountItem = {
  owner: 'owner',
  accountId: 'bluesky:alice.example',
  network: 'bluesky',
  stableId: 'did:plc:alice',
  profile: { handle: 'alice.example', url: 'https://net.example/alice' },
  track: trackSchema.parse({}),
  status: 'active',
  addedAt: 0,
};

/** The product on a real table beside a life in memory that sees the same lists. */
class Twins {
  readonly life = new Life();
  readonly world = new World(PEOPLE);
  readonly told: string[] = [];
  /** What the walk that waits has read so far. */
  private carried: readonly ListedPerson[] = [];
  private readonly audience: Audience;
  private readonly canAsk: boolean;
  private now = 0;

  constructor(audience: Audience, canAsk: boolean) {
    this.audience = audience;
    this.canAsk = canAsk;
  }

  async live(day: Day, at: number, death: Death | undefined): Promise<void> {
    this.now = at;
    this.world.live(day);
    const list = this.world.list(day);
    if (list === undefined) return this.breakOff(day, death);
    const { completePulls } = await this.audience.head();
    let outcome = await this.pull(day, list, death);
    if (outcome === undefined && (await this.audience.head()).completePulls === completePulls)
      outcome = await this.pull(day, list, undefined);
    const whole = [...this.carried, ...list.slice(this.carried.length)];
    this.carried = [];
    const lived = this.life.pull(
      pagesOf(whole, 7),
      at,
      this.canAsk
        ? (absent) =>
            absent
              .map(({ id }) => id)
              .filter((id) => this.isAnswered(id, day))
              .map((id) => this.world.answer(id))
        : undefined,
    );
    if (outcome !== undefined) expect(outcome !== 'refused').toBe(lived.accepted);
    if (lived.accepted) this.told.push(...lived.decision.changes.map(textOf));
    await this.expectAlike();
  }

  /** Folds the log into a new base, whatever its size, and opens it again. */
  async compact(): Promise<void> {
    await finishVersions(this.deps(), await this.audience.head());
    const claim = await this.audience.claim();
    await releaseHead(table.db, (await compact(table.db, claim)).claim, {});
    await this.expectAlike();
  }

  async readTold(): Promise<string[]> {
    const head = await this.audience.head();
    await finishVersions(this.deps(), head);
    const { items, next } = await listChanges(table.db, { owner: head.owner }, { limit: 5_000 });
    expect(next).toBeUndefined();
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    return items.map(textOf);
  }

  /** A walk that never reaches its end: the network fails, or the time is over. What was read waits. */
  private async breakOff(day: Day, death: Death | undefined): Promise<void> {
    const list = this.world.list({ ...day, glitch: 'none' }) ?? [];
    const before = await this.audience.head();
    await this.pull(day, list, death, day.seed % (list.length + 1));
    const head = await this.audience.head();
    expect({ version: head.version, completePulls: head.completePulls }).toEqual({
      version: before.version,
      completePulls: before.completePulls,
    });
    const cursor = (await loadCheckpoint(table.db, head, await this.audience.open()))?.cursor;
    const place = Number(cursor ?? 0);
    this.carried = [...this.carried, ...list.slice(this.carried.length)].slice(0, place);
    await this.expectAlike();
  }

  /** One run of the product's own job. @returns undefined if the process died */
  private async pull(day: Day, list: readonly ListedPerson[], death: Death | undefined, breaksAt?: number) {
    const claim = await this.audience.claim();
    const answer = (id: string) => (this.isAnswered(id, day) ? this.world.answer(id) : undefined);
    let turns = 0;
    const isOutOfTime = (): boolean => {
      turns += 1;
      return breaksAt !== undefined && day.seed % 2 === 0 && turns > breaksAt;
    };
    const connector = scriptedConnector({
      list,
      pageSize: day.pageSize,
      ...(breaksAt === undefined
        ? {}
        : {
            breaksAt: Math.min(list.length, this.carried.length + breaksAt),
            next: (place: number) => String(Math.min(list.length, place + day.pageSize)),
          }),
      ...(this.canAsk ? { answer } : {}),
    });
    const crash = crashAt(table.db, death?.nth ?? Number.POSITIVE_INFINITY, death?.moment ?? 'before');
    try {
      const job = { deps: this.deps(), claim, account, connector, mayGoOn: () => !isOutOfTime(), spread: 0 };
      const { report } = await pullAudience(job);
      return crash.hasHappened ? undefined : report.outcome;
    } catch (error) {
      if (crash.hasHappened) return undefined;
      throw error;
    } finally {
      crash.revive();
    }
  }

  private isAnswered(id: string, day: Day): boolean {
    return this.world.isAnswered(id, day);
  }

  private async expectAlike(): Promise<void> {
    const roster = await this.audience.open();
    expect(byId(roster.rows())).toEqual(byId(this.life.rows.values()));
  }

  private deps(): PullDeps {
    const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    return {
      db: table.db,
      config,
      connectors: async () => scriptedConnector({ list: [], pageSize: 1 }),
      clock: { now: () => this.now, wall: () => this.audience.wall },
      logger: quiet,
    };
  }
}

const textOf = ({ kind, person, verdict, at, detectedAt, before }: Change): string =>
  JSON.stringify([kind, person.id, verdict, at, detectedAt, person.handle, before?.handle]);

it.each([false, true])(
  'replaying what is stored gives what was lived through, wherever the process dies (can be asked: %s)',
  async (canAsk) => {
    const death = fc.option(
      fc.record({ nth: fc.integer({ min: 1, max: 9 }), moment: fc.constantFrom('before', 'half', 'after') }),
      { nil: undefined, freq: 2 },
    );
    await fc.assert(
      fc.asyncProperty(
        anyHistory(PEOPLE, { minLength: 3, maxLength: 12 }),
        fc.array(death, { minLength: 12, maxLength: 12 }),
        async (history, deaths) => {
          const twins = new Twins(await Audience.create(table.db), canAsk);
          for (const [n, at] of timesOf(history).entries()) {
            const day = history[n];
            if (day === undefined) continue;
            await twins.live(day, at, deaths[n]);
            if (n % 4 === 3) await twins.compact();
          }
          expect((await twins.readTold()).sort()).toEqual(twins.told.sort());
        },
      ),
      { numRuns: 12 },
    );
  },
  240_000,
);
