import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openRoster } from '../../functions/roster/open.ts';
import { listAudienceRefs } from '../../functions/storage/audiences.ts';
import { listChanges } from '../../functions/storage/changes.ts';
import type { Db } from '../../functions/storage/db.ts';
import { readHeads } from '../../functions/storage/heads.ts';
import { createCalendar } from '../../lib/local/calendar.ts';
import { startDemo } from '../../lib/local/demo/demo.ts';
import { type Laptop, openLaptop } from '../../lib/local/laptop.ts';
import { readLastConfig } from '../../lib/local/last-config.ts';
import { openTable } from '../../lib/local/open-table.ts';
import { readState } from '../../lib/local/state-file.ts';
import { eventOf } from '../history/asking.ts';
import { freshFolder } from '../local/folder-for-test.ts';
import { expected, layFirstFolder } from './first-folder.ts';

const OWNER = 'robin';
const HOUR = 3_600_000;
const A_DAY = { getRemainingTimeInMillis: () => 24 * HOUR };

async function headsIn(db: Db) {
  const refs = await listAudienceRefs(db, OWNER);
  const heads = await readHeads(
    db,
    refs.map(({ key }) => key),
  );
  return heads.flatMap((head) => (head === undefined ? [] : [head]));
}

async function changesIn(db: Db) {
  const { items } = await listChanges(db, { owner: OWNER }, { limit: 500 });
  return items.map(({ id, kind, person, verdict }) => ({
    ...{ id, kind, person: person.id },
    ...(verdict === undefined ? {} : { verdict }),
  }));
}

const byId = <T extends { readonly id: string }>(items: readonly T[]): T[] =>
  items.toSorted((a, b) => (a.id < b.id ? -1 : 1));

/** Opens the folder with today's code, an hour after it was left, in the world of the same demo. */
async function openAgain(directory: string): Promise<{ laptop: Laptop; left: number; goTo: (time: number) => void }> {
  const config = await readLastConfig(directory);
  const { pulledAt = 0, demoStart = 0 } = (await readState(directory)) ?? {};
  if (config === undefined) throw new Error('The folder has no configuration.');
  const calendar = createCalendar(Date.now, pulledAt + HOUR);
  const demo = await startDemo({ now: pulledAt + HOUR, start: demoStart });
  const laptop = await openLaptop({
    ...{ directory, config, calendar, lockedAt: Date.now(), publicUrl: () => 'http://127.0.0.1:4141' },
    env: {
      REKINDLE_BLUESKY_URL: demo.urls.bluesky,
      REKINDLE_MASTODON_URL: demo.urls.mastodon,
      REKINDLE_GITHUB_URL: demo.urls.github,
    },
  });
  onTestFinished(async () => {
    await laptop.close();
    await demo.close();
  });
  const goTo = (time: number): void => {
    calendar.set(time);
    demo.setTime(time);
  };
  return { laptop, left: pulledAt, goTo };
}

describe('a data folder that the first version left', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await freshFolder();
    layFirstFolder(directory);
  });

  it('has every audience with everybody in it, and every change that was told', async () => {
    const table = await openTable(directory);
    try {
      const heads = await headsIn(table.db);
      expect(byId(heads.map(({ audienceId, counts, version }) => ({ id: audienceId, counts, version })))).toEqual(
        expected.audiences,
      );
      for (const head of heads) {
        const roster = await openRoster(table.db, head);
        const present = [...roster.rows()].filter(({ state }) => state === 'present').length;
        expect([head.audienceId, present]).toEqual([head.audienceId, head.counts.present]);
      }
      expect(byId(await changesIn(table.db))).toEqual(expected.changes);
    } finally {
      await table.close();
    }
  });

  it('is gone on with: read again, asked, and mailed about, and nothing is lost or told twice', async () => {
    const { laptop, left, goTo } = await openAgain(directory);
    const before = new Set(expected.changes.map(({ id }) => id));

    const again = await laptop.pull({ force: true }, A_DAY);
    expect(again.audiences.filter(({ outcome }) => outcome === 'failed' || outcome === 'refused')).toEqual([]);
    expect(again.audiences.filter(({ outcome }) => outcome === 'baseline')).toEqual([]);
    expect(byId(await changesIn(laptop.db))).toEqual(expected.changes);

    for (const day of [4, 7]) {
      goTo(left + day * 24 * HOUR);
      const later = await laptop.pull({ force: true }, A_DAY);
      expect(later.audiences.filter(({ outcome }) => outcome === 'failed' || outcome === 'refused')).toEqual([]);
    }
    const after = await changesIn(laptop.db);
    expect(after.filter(({ id }) => before.has(id))).toHaveLength(before.size);
    const people = new Set(expected.changes.map(({ kind, person, id }) => `${kind} ${person} ${id.split('-')[0]}`));
    const isLoss = ({ kind }: { kind: string }) => kind === 'lost';
    const told = after.filter((change) => !before.has(change.id) && isLoss(change));
    expect(told.filter(({ kind, person, id }) => people.has(`${kind} ${person} ${id.split('-')[0]}`))).toEqual([]);

    const mailsBefore = await laptop.outbox.folder.list();
    const { digests } = await laptop.sendDigest({ force: true });
    expect(digests.map(({ owner }) => owner)).toEqual([OWNER]);
    expect(await laptop.outbox.folder.list()).toHaveLength(mailsBefore.length + 1);

    const token = laptop.tokens.get(OWNER) ?? '';
    for (const [path, least] of [
      ['/v1/audiences', 10],
      ['/v1/changes', expected.changes.length],
      ['/v1/people', 60],
      ['/v1/digests', 6],
    ] as const) {
      const answer = await laptop.api(eventOf(path, { token, query: { limit: '200' } }));
      expect([path, answer.statusCode]).toEqual([path, 200]);
      expect(JSON.parse(answer.body ?? '{}').items.length).toBeGreaterThanOrEqual(least);
    }
  }, 60_000);
});
