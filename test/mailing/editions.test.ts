import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDigest } from '../../functions/core/digest-contents.ts';
import type { DigestContent } from '../../functions/core/digest-model.ts';
import { peopleSense } from '../../functions/people/sense.ts';
import { queryPrefix } from '../../functions/storage/db.ts';
import {
  findEdition,
  freezeEdition,
  listEditions,
  readDigestState,
  readEdition,
  readFrozen,
  settleEdition,
} from '../../functions/storage/digests.ts';
import { writeParts } from '../../functions/storage/edition-parts.ts';
import { digestPk } from '../../functions/storage/keys.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { configOf, DAY, START } from './world.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

const NOW_ON = { isWelcomed: true, isForAll: false };
const expiresAt = START + 365 * DAY;

function contentOf(owner: string, period: string, more: Partial<DigestContent> = {}): DigestContent {
  const [config] = configOf({ id: owner }).owners;
  if (config === undefined) throw new Error('There is no owner.');
  const empty = { audiences: [], changes: [], people: [], leavers: [], never: [], troubles: [] };
  const built = buildDigest(
    {
      ...{
        ...empty,
        owner: config,
        digestId: 'weekly',
        kind: 'weekly',
        period,
        from: START,
        to: START,
        builtAt: START,
      },
      ...{ most: 5, suggestedAt: {}, outreach: {}, heldBack: { missing: 0, held: 0 } },
    },
    peopleSense,
  );
  return { ...built, ...more };
}

const partsOf = async (owner: string, period: string) =>
  queryPrefix(table.db, digestPk(owner, 'weekly'), `EDITION#${period}#`);

describe('a frozen edition', () => {
  it('comes back as it was, however large', async () => {
    // Random text does not compress, so that several parts are needed.
    const what = randomBytes(600_000).toString('base64');
    const content = contentOf('large', '2026-11-16', { troubles: [{ accountId: 'a', what, remedy: '' }] });
    const versions = { 'large/bluesky/x/followers': 12 };
    const state = await freezeEdition(table.db, { content, versions, ...NOW_ON }, undefined, expiresAt);
    if (state === undefined) throw new Error('Nothing was frozen.');
    expect(state.parts).toBeGreaterThan(2);
    expect(await readFrozen(table.db, 'large', 'weekly', state)).toEqual({ content, versions });
    expect(await readEdition(table.db, 'large', 'weekly', '2026-11-16')).toEqual(content);
  });

  it('is the first builder’s; the second changes nothing and leaves nothing behind', async () => {
    const first = contentOf('race', '2026-11-16', { lostLikes: 1 });
    const second = contentOf('race', '2026-11-16', { lostLikes: 2 });
    const freeze = (content: DigestContent) =>
      freezeEdition(table.db, { content, versions: {}, ...NOW_ON }, undefined, expiresAt);
    expect(await freeze(first)).toBeDefined();
    expect(await freeze(second)).toBeUndefined();
    expect((await readEdition(table.db, 'race', 'weekly', '2026-11-16'))?.lostLikes).toBe(1);
    expect(await partsOf('race', '2026-11-16')).toHaveLength(1);
  });

  it('is built upon the one before it, or not at all', async () => {
    const freeze = async (period: string, previous: Awaited<ReturnType<typeof readDigestState>>) =>
      freezeEdition(table.db, { content: contentOf('chain', period), versions: {}, ...NOW_ON }, previous, expiresAt);
    const first = await freeze('2026-11-16', undefined);
    expect((await freeze('2026-11-23', first))?.sequence).toBe(2);
    expect(await freeze('2026-11-30', first)).toBeUndefined();
    expect((await readDigestState(table.db, 'chain', 'weekly'))?.period).toBe('2026-11-23');
  });

  it('loses the parts of dead builders when it is settled, and keeps its own', async () => {
    const content = contentOf('dead', '2026-11-16');
    const state = await freezeEdition(table.db, { content, versions: {}, ...NOW_ON }, undefined, expiresAt);
    if (state === undefined) throw new Error('Nothing was frozen.');
    await writeParts(table.db, { content, versions: {} }, expiresAt);
    expect(await partsOf('dead', '2026-11-16')).toHaveLength(2);
    await settleEdition(table.db, 'dead', 'weekly', state, expiresAt);
    await settleEdition(table.db, 'dead', 'weekly', state, expiresAt);
    expect(await partsOf('dead', '2026-11-16')).toHaveLength(1);
    expect(await readEdition(table.db, 'dead', 'weekly', '2026-11-16')).toEqual(content);
    expect((await readDigestState(table.db, 'dead', 'weekly'))?.isSettled).toBe(true);
  });

  it('is not shown once its retention has ended', async () => {
    const state = await freezeEdition(
      table.db,
      { content: contentOf('old', '2026-11-16'), versions: {}, ...NOW_ON },
      undefined,
      expiresAt,
    );
    if (state === undefined) throw new Error('Nothing was frozen.');
    await settleEdition(table.db, 'old', 'weekly', state, expiresAt);
    expect(await readEdition(table.db, 'old', 'weekly', '2026-11-16', expiresAt - 1)).toBeDefined();
    expect(await readEdition(table.db, 'old', 'weekly', '2026-11-16', expiresAt)).toBeUndefined();
    expect(await listEditions(table.db, 'old', undefined, { limit: 5, now: expiresAt })).toEqual([]);
    expect(await findEdition(table.db, 'nobody', 'weekly', '2026-11-16', START)).toBeUndefined();
  });
});

describe('the list of editions', () => {
  it('is newest first, page by page, of one digest or of all', async () => {
    const ids: string[] = [];
    for (const digestId of ['brief', 'weekly']) {
      let state: Awaited<ReturnType<typeof readDigestState>>;
      for (const period of ['2026-11-02', '2026-11-09', '2026-11-16']) {
        const content = contentOf('lister', period, { digestId });
        state = await freezeEdition(table.db, { content, versions: {}, ...NOW_ON }, state, expiresAt);
        if (state === undefined) throw new Error('Nothing was frozen.');
        await settleEdition(table.db, 'lister', digestId, state, expiresAt);
        ids.push(`${digestId}:${period}`);
      }
    }
    const seen: string[] = [];
    for (;;) {
      const before = seen.at(-1);
      const page = await listEditions(table.db, 'lister', undefined, {
        limit: 4,
        ...(before === undefined ? {} : { before }),
      });
      seen.push(...page.map(({ id }) => id));
      if (page.length < 4) break;
    }
    expect(seen.toSorted()).toEqual(ids);
    expect(seen.map((id) => id.slice(-10))).toEqual(
      seen
        .map((id) => id.slice(-10))
        .toSorted()
        .reverse(),
    );
    const weekly = await listEditions(table.db, 'lister', 'weekly', { limit: 2 });
    expect(weekly.map(({ id }) => id)).toEqual(['weekly:2026-11-16', 'weekly:2026-11-09']);
  });
});
