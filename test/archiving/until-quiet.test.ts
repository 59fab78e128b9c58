import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ArchiveError } from '../../functions/archiving/errors.ts';
import { untilQuiet } from '../../functions/archiving/pause-ticks.ts';
import { claimHead, patchHead } from '../../functions/storage/heads.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { addAudience, keyOf, NOW } from '../history/seeded.ts';

const MINUTE = 60_000;
const FOLLOWERS = { owner: 'alice', accountId: 'bluesky:alice.example', kind: 'followers' } as const;
const LIKES = { ...FOLLOWERS, kind: 'likes', item: '3kpost1' } as const;
let table: FreshTable;
beforeEach(async () => {
  table = await freshTable();
  await addAudience(table.db, FOLLOWERS);
  await addAudience(table.db, LIKES);
});
afterEach(() => table.close());

/** Claims a list as a tick does. */
const claim = (place: typeof FOLLOWERS | typeof LIKES, wall: number) =>
  claimHead(table.db, keyOf(place), { wall, leaseMs: 15 * MINUTE });

/** Waits without time passing but on its own clock. @returns the minutes that it took */
async function quietAfter(meanwhile: (wall: number) => Promise<unknown> = async () => {}): Promise<number> {
  let now = NOW;
  const wait = async (ms: number) => {
    now += ms;
    await meanwhile(now);
  };
  await untilQuiet(table.db, { wall: () => now, wait });
  return (now - NOW) / MINUTE;
}

describe('a stage whose ticks are paused', () => {
  it('is quiet at once where nobody works, and where somebody did before', async () => {
    expect(await quietAfter()).toBe(0);
    await claim(LIKES, NOW - 20 * MINUTE);
    expect(await quietAfter()).toBe(0);
  });

  it('is waited for until the last list has been let go of', async () => {
    await claim(FOLLOWERS, NOW);
    await claim(LIKES, NOW);
    const minutes = await quietAfter(async (wall) => {
      if (wall === NOW + MINUTE) await patchHead(table.db, keyOf(FOLLOWERS), { leaseUntil: null });
      if (wall === NOW + 3 * MINUTE) await patchHead(table.db, keyOf(LIKES), { leaseUntil: null });
    });
    expect(minutes).toBe(3);
  });

  it('is waited for no longer than a lease lasts whose holder was killed', async () => {
    await claim(FOLLOWERS, NOW);
    expect(await quietAfter()).toBe(15);
  });

  it('is given up where somebody goes on and on, saying what to do', async () => {
    await claim(FOLLOWERS, NOW);
    let last = NOW;
    const goesOn = quietAfter(async (wall) => {
      last = wall;
      await patchHead(table.db, keyOf(FOLLOWERS), { leaseUntil: wall + 15 * MINUTE });
    });
    await expect(goesOn).rejects.toThrow(ArchiveError);
    await expect(goesOn).rejects.toThrow(/although the ticks are paused\. Try again in a quarter of an hour/);
    expect(last - NOW).toBe(17 * MINUTE);
  });
});
