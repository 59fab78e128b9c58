import { describe, expect, it } from 'vitest';
import { problemsOf } from './measure.ts';
import {
  chance,
  crowd,
  HOUR,
  partial,
  type Replayed,
  recordingsOf,
  replayFile,
  replayLists,
  seriesFile,
} from './recorded.ts';

const eventsOf = ({ lost }: Replayed): string[] => [...new Set(lost.map(({ event }) => event ?? 'none'))];

describe.each([40, 71, 300, 2_000])('a mass loss among %i people', (size) => {
  it.each([0.15, 0.2, 0.33])('of %d is told as one event by the pull that confirms it', async (share) => {
    const all = crowd(size);
    const rest = partial(all, 0, chance(1)).slice(Math.ceil(size * share));
    const replayed = await replayLists([all, all, rest, rest, rest]);
    const { lost, snapshots, totals } = replayed;
    expect(lost.map(({ person }) => person).sort()).toEqual(all.slice(0, size - rest.length).sort());
    for (const change of lost) expect(change).toMatchObject({ leftAt: snapshots[2]?.t, toldAt: snapshots[3]?.t });
    expect(eventsOf(replayed)).toEqual(['drop-2026-01-03']);
    expect(totals).toMatchObject({ events: 1, heldNow: 0, missingNow: 0, refused: 0 });
    expect(problemsOf(replayed)).toEqual([]);
  });

  it('is told by the first pull at least 20 hours later, however many come before', async () => {
    const all = crowd(size);
    const rest = all.slice(Math.ceil(size / 5));
    const replayed = await replayLists([all, ...Array.from({ length: 9 }, () => rest)], { every: 7 * HOUR });
    const { lost, snapshots } = replayed;
    // Seen at 7 hours, looked at again after 14, 21 and 28: the third of them is 21 hours later.
    for (const change of lost) expect(change).toMatchObject({ leftAt: snapshots[1]?.t, toldAt: snapshots[4]?.t });
    expect(lost).toHaveLength(size - rest.length);
    expect(problemsOf(replayed)).toEqual([]);
  });
});

describe('a mass loss', () => {
  const all = crowd(200);
  const rest = all.slice(40);

  it('takes those with it who have come back before: they wait for nobody', async () => {
    const blinked = all.slice(1);
    const replayed = await replayLists([all, blinked, all, rest, rest]);
    expect(replayed.lost).toHaveLength(40);
    expect(eventsOf(replayed)).toEqual(['drop-2026-01-04']);
  });

  it('is told although others leave or go missing at the same time', async () => {
    const random = chance(3);
    const replayed = await replayLists([all, rest, partial(rest, 0.1, random), rest, rest]);
    expect(replayed.lost).toHaveLength(40);
    expect(replayed.lost[0]?.toldAt).toBe(replayed.snapshots[2]?.t);
    expect(problemsOf(replayed)).toEqual([]);
  });

  it('that follows another is an event of its own', async () => {
    const fewer = rest.slice(30);
    const replayed = await replayLists([all, rest, fewer, fewer]);
    expect(replayed.totals).toMatchObject({ lost: 70, events: 2 });
    expect(eventsOf(replayed)).toEqual(['drop-2026-01-02', 'drop-2026-01-03']);
    expect(problemsOf(replayed)).toEqual([]);
  });

  it('that was half a glitch is told of those who stay away', async () => {
    const half = all.slice(20);
    const replayed = await replayLists([all, rest, half, half]);
    expect(replayed.lost.map(({ person }) => person)).toEqual(all.slice(0, 20));
    expect(replayed.totals.returned).toBe(0);
    expect(problemsOf(replayed)).toEqual([]);
  });

  it('is no event when few leave, though on one day', async () => {
    const replayed = await replayLists([all, all.slice(4), all.slice(4), all.slice(4)]);
    expect(eventsOf(replayed)).toEqual(['none']);
  });

  it('comes back as returns', async () => {
    const { told, totals } = await replayLists([all, rest, rest, all]);
    expect(totals).toMatchObject({ lost: 40, returned: 40 });
    expect(told.find(({ kind }) => kind === 'returned')).toMatchObject({ awayMs: 48 * HOUR });
  });
});

describe('a server that is gone', () => {
  const actors = (server: string, size: number): string[] =>
    crowd(size).map((name) => `https://${server}/users/${name}`);
  const quiet = actors('quiet.example', 60);
  const loud = actors('loud.example', 4);
  const whole = [...quiet, ...loud];

  it('is one event, when everybody of it went at once', async () => {
    const replayed = await replayLists([whole, quiet, quiet], { network: 'mastodon' });
    expect(replayed.lost).toHaveLength(4);
    expect(eventsOf(replayed)).toEqual(['server-loud.example-2026-01-02']);
  });

  it('takes those with it who have come back before', async () => {
    const blinked = whole.slice(0, -1);
    const replayed = await replayLists([whole, blinked, whole, quiet, quiet], { network: 'mastodon' });
    expect(replayed.lost).toHaveLength(4);
    expect(eventsOf(replayed)).toEqual(['server-loud.example-2026-01-04']);
  });

  it('is apart from others who left that day', async () => {
    const fewer = quiet.slice(20);
    const { lost, totals } = await replayLists([whole, fewer, fewer], { network: 'mastodon' });
    expect(totals).toMatchObject({ lost: 24, events: 2 });
    expect(lost.filter(({ event }) => event === 'drop-2026-01-02')).toHaveLength(20);
  });

  it.each([
    ['somebody of it stays', [...quiet, ...loud.slice(0, 1)], [...quiet, ...loud.slice(0, 1)]],
    ['its people left on different days', [...quiet, ...loud.slice(0, 2)], quiet],
    ['somebody of it comes back in time', quiet, [...quiet, ...loud.slice(0, 1)]],
  ])('is none, when %s', async (_, first, second) => {
    const replayed = await replayLists([whole, first, second, second], { network: 'mastodon' });
    expect(eventsOf(replayed)).toEqual(['none']);
    expect(problemsOf(replayed)).toEqual([]);
  });

  it('is none of two people', async () => {
    const two = [...quiet, ...actors('small.example', 2)];
    expect(eventsOf(await replayLists([two, quiet, quiet], { network: 'mastodon' }))).toEqual(['none']);
  });
});

describe('the size of pages and the order of lists', () => {
  it('change nothing of what is told', async () => {
    const random = chance(5);
    const lists = Array.from({ length: 12 }, () => partial(crowd(120), 0.03, random));
    const shuffled = lists.map((list) =>
      [...list].sort((a, b) => (a.slice(1).at(-1) ?? '').localeCompare(b.at(-1) ?? '')),
    );
    const text = (replayed: Replayed): string[] => replayed.told.map((change) => JSON.stringify(change)).sort();
    const [plain, other] = [await replayLists(lists), await replayLists(shuffled)];
    const whole = recordingsOf(shuffled).map((line) => `${JSON.stringify(line)}\n`);
    expect(text(other)).toEqual(text(plain));
    expect(text(await replayFile(whole.join('')))).toEqual(text(plain));
    expect(seriesFile(recordingsOf(lists))).not.toBe(whole.join(''));
  });
});
