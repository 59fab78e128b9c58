import { describe, expect, it } from 'vitest';
import { dueHeads } from '../../functions/pulling/due-heads.ts';
import { createHead, FRESH_HEAD } from '../../functions/storage/heads.ts';
import { dayAccounts } from '../bench/day/accounts.ts';
import { SimulatedDay } from '../bench/day/simulate-day.ts';

const DAY = 86_400_000;

describe('what is due', () => {
  it('is taken from the index up to a number behind each credential, so that others have something to do', async () => {
    const day = await SimulatedDay.open({ accounts: dayAccounts(1), failing: 0, drought: 0 });
    const { db } = day.deps;
    const put = (nth: number, credentialId: string): Promise<boolean> =>
      createHead(db, {
        ...FRESH_HEAD,
        ...{ key: `olive/github/${nth}/followers`, owner: 'olive', network: 'github', accountId: 'github:olive' },
        ...{ kind: 'followers', audienceId: `github:olive:followers`, target: 'olive', credentialId },
        ...{ every: DAY, dueAt: nth },
      });
    await day.time.passFor(
      Promise.all(Array.from({ length: 260 }, (_, nth) => put(nth, nth < 250 ? 'github:full' : 'github:free'))),
    );
    const look = (inLine?: (id: string) => number) => day.time.passFor(dueHeads(day.deps, () => true, inLine));
    const { heads, isWhole } = await look();
    expect(isWhole).toBe(false);
    expect(heads.filter(({ credentialId }) => credentialId === 'github:full').map(({ dueAt }) => dueAt)).toEqual(
      Array.from({ length: 200 }, (_, nth) => nth),
    );
    expect(heads.filter(({ credentialId }) => credentialId === 'github:free').length).toBe(10);
    const more = await look((id) => (id === 'github:full' ? 195 : 0));
    expect(more.heads.length).toBe(15);
    const few = await day.time.passFor(dueHeads(day.deps, ({ credentialId }) => credentialId === 'github:free'));
    expect(few).toMatchObject({ isWhole: true });
  }, 30_000);
});
