import { describe, expect, it, onTestFinished } from 'vitest';
import { audienceKey } from '../../functions/core/ids.ts';
import { NETWORK_IDS, type RosterRow } from '../../functions/core/model.ts';
import { mayInferPlaces, mayLink, mayLookUp, TERMS, termsOf } from '../../functions/networks/terms.ts';
import { indexMarked, markIndex } from '../../functions/pulling/index-people.ts';
import { forgetTooOld } from '../../functions/pulling/keep-terms.ts';
import { retentionOf } from '../../functions/pulling/retention.ts';
import { withdrawPeople } from '../../functions/pulling/withdraw.ts';
import { commitDelta } from '../../functions/roster/commit.ts';
import { openRoster, readRows } from '../../functions/roster/open.ts';
import { validateConfig } from '../../functions/runtime/config.ts';
import { trackSchema } from '../../functions/runtime/config-schema.ts';
import { putAccount } from '../../functions/storage/accounts.ts';
import { putAudienceRef } from '../../functions/storage/audiences.ts';
import { type Db, putItem, queryPrefix } from '../../functions/storage/db.ts';
import { claimHead, createHead, FRESH_HEAD, readHead } from '../../functions/storage/heads.ts';
import { metaKey } from '../../functions/storage/keys.ts';
import { readPeopleIndex, readPeopleIndexHead } from '../../functions/storage/people-index.ts';
import { listWithdrawals } from '../../functions/storage/withdrawals.ts';
import { freshTable } from '../fakes/table.ts';
import { quiet } from '../main-job/rig.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 22, 10);
const config = validateConfig({ owners: [{ id: 'olive', name: 'Olive', accounts: [{ id: 'github:olive' }] }] }, 'test');

describe('the terms of the networks', () => {
  it('are stated for each, with a reason', () => {
    for (const network of NETWORK_IDS) expect(TERMS[network].reason.length).toBeGreaterThan(20);
  });

  it('let people be linked only where both networks allow it', () => {
    expect(mayLink('bluesky', 'github')).toBe(true);
    expect(mayLink('bluesky', 'x')).toBe(false);
    expect(mayLink('mastodon', 'bluesky')).toBe(true);
    expect(mayLink('instagram')).toBe(false);
  });

  it('say of X: no places, no links with others, and what it drops is dropped', () => {
    expect(mayInferPlaces('x')).toBe(false);
    expect(mayLink('x', 'github')).toBe(false);
    expect(termsOf('x').dropsWithdrawn).toBe(true);
    expect(mayLookUp('facebook')).toBe(false);
  });

  it('shorten what the owner set, and never lengthen it', () => {
    const of = (network: 'youtube' | 'bluesky', lost: string) =>
      retentionOf({ ...config, retention: { lost, history: '730d' } }, network);
    expect(of('youtube', '365d').lost(NOW)).toBe((NOW + 30 * DAY) / 1000);
    expect(of('youtube', '7d').lost(NOW)).toBe((NOW + 7 * DAY) / 1000);
    expect(of('bluesky', '365d').lost(NOW)).toBe((NOW + 365 * DAY) / 1000);
    expect(of('youtube', '365d').history(NOW)).toBe((NOW + 30 * DAY) / 1000);
  });
});

describe('a list that could not be read again', () => {
  async function world(network: 'youtube' | 'github' | 'x', bio = '') {
    const table = await freshTable();
    onTestFinished(() => table.close());
    const { db } = table;
    const accountId = network === 'youtube' ? 'youtube:@olive' : `${network}:olive`;
    const key = audienceKey('olive', network, 'stable', 'followers');
    await putItem(db, metaKey('OWNER#olive'), { hash: 'removed' });
    const account = { owner: 'olive', accountId, network, track: trackSchema.parse({}), addedAt: 0 };
    await putAccount(db, { ...account, status: 'stopped' });
    const audienceId = `${accountId}:followers`;
    await putAudienceRef(db, { owner: 'olive', audienceId, key, kind: 'followers', accountId, network });
    const head = { owner: 'olive', network, accountId, kind: 'followers', audienceId } as const;
    await createHead(db, {
      ...FRESH_HEAD,
      ...head,
      key,
      target: 'stable',
      credentialId: network,
      every: DAY,
      dueAt: 0,
    });
    const claim = await claimHead(db, key, { wall: 0, leaseMs: 1 });
    if (claim === undefined) throw new Error('no claim');
    const roster = await openRoster(db, claim.head);
    const puts = ['a', 'b', 'c'].map(
      (id): RosterRow => ({
        ...{ id, profile: { handle: id, url: '', name: `Name of ${id}`, bio }, state: 'present', stateAt: NOW },
        ...{ firstSeenAt: NOW, returns: 0, losses: 0 },
      }),
    );
    await commitDelta(db, claim, roster, { puts, drops: [], changes: [] }, { pulledAt: NOW, baselineAt: NOW });
    const deps = (at: number) => ({ db, config, logger: quiet, clock: { now: () => at, wall: () => at } });
    const found = async () => {
      const index = await readPeopleIndexHead(db, 'olive', accountId);
      return index && (await readPeopleIndex(db, 'olive', accountId, index));
    };
    return { db, key, deps, found, head };
  }

  async function names(db: Db, key: string): Promise<string[]> {
    const head = await readHead(db, key);
    const found: string[] = [];
    if (head !== undefined) for await (const rows of readRows(db, head)) found.push(...rows.map(({ id }) => id));
    return found;
  }

  it('is kept for 30 days and then forgotten on YouTube, of removed accounts too', async () => {
    const { db, key, deps } = await world('youtube');
    await forgetTooOld(deps(NOW + 29 * DAY), () => true);
    expect(await names(db, key)).toEqual(['a', 'b', 'c']);
    await forgetTooOld(deps(NOW + 31 * DAY), () => true);
    expect(await names(db, key)).toEqual([]);
    expect(await readHead(db, key)).not.toHaveProperty('baselineAt');
    // What the old base held is removed a while later.
    expect(await listWithdrawals(db)).toHaveLength(1);
    const before = (await readHead(db, key))?.generation;
    await withdrawPeople(deps(NOW + 32 * DAY), () => true);
    expect(await listWithdrawals(db)).toEqual([]);
    const generations = await queryPrefix(db, `A#${key}`, 'GEN#');
    expect(generations.map(({ sk }) => sk)).toEqual([`GEN#${before}`]);
  });

  it('is found by nobody who searches, either', async () => {
    const { db, deps, found, head } = await world('youtube');
    await markIndex(db, head);
    await indexMarked(deps(NOW), () => true);
    expect(await found()).toHaveLength(3);
    await forgetTooOld(deps(NOW + 31 * DAY), () => true);
    await indexMarked(deps(NOW + 31 * DAY), () => true);
    expect(await found()).toEqual([]);
  });

  it.each([
    ['github', 'Leipzig'],
    ['x', undefined],
  ] as const)('is found by the place that a bio tells only where the terms allow it (%s)', async (network, city) => {
    const { db, deps, found, head } = await world(network, 'Baker. Based in Leipzig, Germany.');
    await markIndex(db, head);
    await indexMarked(deps(NOW), () => true);
    expect((await found())?.map(({ place }) => place?.city)).toEqual([city, city, city]);
  });

  it('is kept where the network sets no time', async () => {
    const { db, key, deps } = await world('github');
    await forgetTooOld(deps(NOW + 300 * DAY), () => true);
    expect(await names(db, key)).toEqual(['a', 'b', 'c']);
  });
});
