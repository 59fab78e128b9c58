import { beforeEach, describe, expect, it } from 'vitest';
import { Pace } from '../../functions/core/pace.ts';
import { type Turn, Turns } from '../../functions/core/turns.ts';
import { type MayWalkOn, TurnTaker, type TurnTaking } from '../../functions/pulling/take-turns.ts';

interface Walk extends Turn {
  readonly pages: number;
}

const PAGE_MS = 200;
const MB = 1_000_000;

let wall = 0;
/** What happened, in order: pages by key, and how each walk ended. */
let log: string[] = [];
let places: Map<string, number>;

const walk = (key: string, pages: number, more: Partial<Walk> = {}): Walk => ({
  ...{ key, credentialId: 'one', account: key, dueAt: 0, place: 1, bytes: MB, pages },
  ...more,
});

/** Walks as a pull does: page after page, from where it was cut the last time. */
async function read({ key, pages }: Walk, mayWalkOn: MayWalkOn): Promise<void> {
  for (let at = places.get(key) ?? 0; at < pages; at += 1) {
    if (!(await mayWalkOn(at))) {
      log.push(`${key} left a checkpoint`);
      return;
    }
    wall += PAGE_MS;
    await Promise.resolve();
    places.set(key, at + 1);
    log.push(key);
  }
  log.push(`${key} is done`);
}

function taker(walks: readonly Walk[], more: Partial<TurnTaking<Walk>> = {}): TurnTaker<Walk> {
  const turns = new Turns<Walk>(100 * MB);
  turns.add(walks);
  return new TurnTaker<Walk>({
    clock: { now: () => wall, wall: () => wall },
    turns,
    pace: new Pace(4),
    mayGoOn: () => wall < 10_000_000,
    work: read,
    isHungry: () => false,
    refill: async () => false,
    ...more,
  });
}

const ends = (): string[] => log.filter((entry) => entry.includes(' '));

describe('taking turns', () => {
  beforeEach(() => {
    wall = 0;
    log = [];
    places = new Map();
  });

  it('lets the small behind the same credential go between the pages of a giant, which begins once and keeps its place', async () => {
    await taker([walk('giant', 2_000), walk('a', 3, { dueAt: 1 }), walk('b', 3, { dueAt: 2 })]).run();
    expect(ends()).toEqual(['a is done', 'b is done', 'giant is done']);
    expect(log.indexOf('b is done')).toBeLessThan(120);
    expect(log.filter((entry) => entry === 'giant').length).toBe(2_000);
  });

  it('does not interrupt a giant for those behind other credentials', async () => {
    await taker([walk('giant', 500), walk('a', 3, { credentialId: 'two' })]).run();
    expect(ends()).toEqual(['a is done', 'giant is done']);
  });

  it('makes whoever is paused leave a checkpoint when the time is over', async () => {
    const small = walk('slow', 400, { dueAt: 1 });
    await taker([walk('giant', 2_000), small], { mayGoOn: () => wall < 15_000 }).run();
    expect(ends().toSorted()).toEqual(['giant left a checkpoint', 'slow left a checkpoint']);
  });

  it('cuts a large list that another large one waits for, and both are read', async () => {
    const large = (key: string): Walk => walk(key, 2_000, { credentialId: key, bytes: 70 * MB });
    await taker([large('first'), large('second'), walk('small', 3, { credentialId: 'third' })]).run();
    expect(ends()[0]).toBe('small is done');
    expect(ends()[1]).toBe('first left a checkpoint');
    expect(
      ends()
        .filter((entry) => entry.endsWith('done'))
        .toSorted(),
    ).toEqual(['first is done', 'second is done', 'small is done']);
    expect(log.filter((entry) => entry === 'first' || entry === 'second').length).toBe(4_000);
  });

  it('reads a page before it is cut, however long opening it took', async () => {
    let opened = 0;
    const large = (key: string): Walk => walk(key, 20, { credentialId: key, bytes: 70 * MB });
    const slow = async (job: Walk, mayWalkOn: MayWalkOn): Promise<void> => {
      opened += 1;
      await Promise.resolve();
      wall += 200_000;
      await read(job, mayWalkOn);
    };
    await taker([large('first'), large('second')], { work: slow, mayGoOn: () => opened < 50 }).run();
    expect(ends()).toEqual(['first is done', 'second is done']);
  });

  it('lets everybody end, and the paused leave a checkpoint, before it throws what went wrong while it looked for more', async () => {
    const looks: number[] = [];
    const run = taker([walk('giant', 2_000), walk('a', 300, { dueAt: 1 }), walk('b', 3, { credentialId: 'two' })], {
      isHungry: () => true,
      refill: async () => {
        looks.push(1);
        // By now one of the first two is paused for the other.
        if (looks.length > 2) throw new Error('the index cannot be read');
        return false;
      },
    }).run();
    await expect(run).rejects.toThrow('the index cannot be read');
    expect(ends().filter((entry) => entry.endsWith('left a checkpoint')).length).toBeGreaterThan(0);
    expect(ends()).toHaveLength(3);
  });

  it('sends everybody home who waits behind a credential whose limit is used up, the paused with a checkpoint', async () => {
    const home: string[] = [];
    const one: TurnTaker<Walk> = taker([walk('giant', 2_000), walk('a', 3, { dueAt: 1 }), walk('b', 3, { dueAt: 2 })], {
      work: async (job, mayWalkOn) => {
        if (job.key === 'a') home.push(...one.sendHome('one').map(({ key }) => key));
        else await read(job, mayWalkOn);
      },
    });
    await one.run();
    expect(home).toEqual(['b']);
    expect(ends()).toEqual(['giant left a checkpoint']);
  });

  it('works on fewer at a time when the table has no room, and ends when it gives nothing at all', async () => {
    const pace = new Pace(4);
    let atOnce = 0;
    const most: number[] = [];
    const tries: string[] = [];
    const walks = Array.from({ length: 30 }, (_, nth) => walk(String(nth), 1, { credentialId: String(nth) }));
    await taker(walks, {
      pace,
      work: async ({ key }) => {
        const began = pace.slowed;
        atOnce += 1;
        most.push(atOnce);
        tries.push(key);
        await new Promise((resolve) => setImmediate(resolve));
        atOnce -= 1;
        pace.slower(began);
      },
    }).run();
    expect(most.slice(0, 4)).toEqual([1, 2, 3, 4]);
    expect(Math.max(...most.slice(-3))).toBe(1);
    expect(tries.length).toBeLessThan(15);
  });

  it('ends with what broke, after those who were at work', async () => {
    const broken = taker([walk('giant', 500), walk('a', 1, { credentialId: 'two' })], {
      work: async (job, mayWalkOn) => {
        if (job.key === 'a') throw new Error('broken');
        await read(job, mayWalkOn);
      },
    });
    await expect(broken.run()).rejects.toThrow('broken');
    expect(ends()).toEqual(['giant is done']);
  });

  it('looks for more when nothing is left in line, while others are still at work', async () => {
    const turns = new Turns<Walk>(100 * MB);
    turns.add([walk('giant', 300), walk('account', 1, { credentialId: 'two' })]);
    let isNew = false;
    const one = taker([], {
      turns,
      work: async (job, mayWalkOn) => {
        await read(job, mayWalkOn);
        if (job.key === 'account') isNew = true;
      },
      isHungry: () => isNew && turns.waiting() === 0,
      refill: async () => {
        if (!isNew) return false;
        isNew = false;
        turns.add([walk('found', 2, { credentialId: 'two' })]);
        return true;
      },
    });
    await one.run();
    expect(ends()).toEqual(['account is done', 'found is done', 'giant is done']);
  });
});
