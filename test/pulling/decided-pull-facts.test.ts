import { expect, test } from 'vitest';
import type { Finding, ListedPerson, RosterRow } from '../../functions/core/model.ts';
import { Absent } from '../../functions/pulling/absent.ts';
import { DecidedPull, type PullFindings } from '../../functions/pulling/decided-pull.ts';
import type { FinishedWalk } from '../../functions/pulling/settle.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { Roster } from '../../functions/roster/roster.ts';
import type { Head } from '../../functions/storage/items.ts';
import { freshHead, HOUR, listed, NOW, row } from '../roster/people.ts';

const AT = NOW + 40 * HOUR;
const evidence = { at: AT, asked: 'a question', answered: 'an answer' };

interface Story {
  readonly rows: readonly RosterRow[];
  readonly list: readonly ListedPerson[];
  readonly head?: Partial<Head>;
  readonly findings?: readonly Omit<Finding, 'evidence'>[];
  readonly more?: Partial<PullFindings>;
}

/** What a pull comes to, before anything of it was committed. */
async function decided({ rows, list, head = {}, findings = [], more = {} }: Story): Promise<DecidedPull> {
  const roster = new Roster({ version: 1, generation: 'g' }, rows);
  const comparison = new Comparison(roster);
  comparison.see(list);
  const walk: FinishedWalk = {
    head: { ...freshHead('owner/key'), completePulls: 4, baselineAt: NOW, ...head },
    ...{ roster, comparison, listIdKind: undefined, at: AT },
  };
  return new DecidedPull(walk, {
    absent: await Absent.of(walk),
    verification: {
      ...{ canVerify: true, listsFullProfiles: false },
      findings: new Map(findings.map((finding) => [finding.id, { ...finding, evidence }])),
    },
    hydration: { profiles: new Map(), rows: [] },
    ...{ lostBefore: 0, dropsWithdrawn: false, ...more },
  });
}

const left = (id: string): Omit<Finding, 'evidence'> => ({ id, account: 'active', inAudience: false });

test('a pull tells how many it told as what, and a move as an edit', async () => {
  const lost = { state: 'lost', verdict: 'unfollowed', stateAt: NOW } as const;
  const pull = await decided({
    rows: [row('stays'), row('edited'), row('moves'), ...['a', 'b', 'c'].map((id) => row(id)), row('back', lost)],
    list: [
      listed('stays'),
      listed('edited', { name: 'New' }),
      ...['back', 'new1', 'new2', 'moved'].map((id) => listed(id)),
    ],
    findings: [...['a', 'b', 'c'].map(left), { id: 'moves', account: 'active', movedTo: 'moved' }],
  });
  expect(pull.hasChanges).toBe(false);
  const { changes } = await pull.whole();
  expect(changes).toHaveLength(8);
  expect(pull.tallies).toEqual({ gained: 2, lost: 3, returned: 1, edited: 2 });
  expect(pull.hasChanges).toBe(true);
});

test('a pull whose changes are all of one kind has changes', async () => {
  const pull = await decided({ rows: [row('a'), row('b')], list: [listed('b')], findings: [left('a')] });
  await pull.whole();
  expect(pull.hasChanges).toBe(true);
  expect(pull.tallies).toEqual({ gained: 0, lost: 1, returned: 0, edited: 0 });
});

test('losses that were told, and those that were none, are counted on from what the head knows', async () => {
  const alarms = { told: 7, seenAgain: 2 };
  const gone = { state: 'lost', verdict: 'gone', stateAt: AT - HOUR, toldAt: AT - HOUR, toldAtPull: 4 } as const;
  const story: Story = {
    rows: [row('stays'), row('a'), row('b'), row('back1', gone), row('back2', gone)],
    list: [listed('stays'), listed('back1'), listed('back2')],
    findings: [left('a'), left('b')],
    head: { alarms },
  };
  const pull = await decided(story);
  expect(pull.alarms).toEqual(alarms);
  await pull.whole();
  expect(pull.alarms).toEqual({ told: 9, seenAgain: 4 });
  const { alarms: _, ...head } = { ...story.head };
  expect((await decided({ ...story, head })).alarms).toEqual({ told: 0, seenAgain: 0 });
});

test('what a network shows no more goes where its terms want that, and only there', async () => {
  const bare = (id: string) => ({ handle: `${id}.example`, url: '' });
  const open = { name: 'Ada', bio: 'a bio' };
  const story: Story = {
    rows: [
      row('hides', { profile: listed('hides', open).profile }),
      row('suspended', { profile: listed('suspended', open).profile, state: 'hidden' }),
      row('left', { profile: listed('left', open).profile }),
    ],
    list: [{ id: 'hides', profile: { ...bare('hides'), isProtected: true } }],
    findings: [
      // Nothing happens to whoever is hidden and stays so.
      { id: 'suspended', inAudience: true, isWithdrawn: true, profile: bare('suspended') },
      { ...left('left'), isWithdrawn: true, profile: bare('left') },
    ],
  };
  const wanted = await decided({ ...story, more: { dropsWithdrawn: true } });
  const { puts, changes } = await wanted.whole();
  expect(JSON.stringify([puts, changes])).not.toMatch(/Ada|a bio/);
  expect(puts.map(({ id }) => id).sort()).toEqual(['hides', 'left', 'suspended']);
  expect(wanted.withdrawn.map(({ id }) => id)).toEqual(['suspended', 'left', 'hides']);

  const unwanted = await decided(story);
  const kept = await unwanted.whole();
  expect(unwanted.withdrawn).toEqual([]);
  expect(kept.puts.map(({ id }) => id).sort()).toEqual(['hides', 'left']);
  expect(kept.puts.find(({ id }) => id === 'hides')?.profile).toMatchObject({ bio: 'a bio', isProtected: true });
});

test('whoever is back of those who went together speaks for the others: a list that flickers tells no loss', async () => {
  const held = Array.from({ length: 60 }, (_, n) => row(`held${n}`, { state: 'held', absentAtPull: 4, stateAt: NOW }));
  const present = Array.from({ length: 60 }, (_, n) => row(`present${n}`));
  const lists = (back: number) => [...present, ...held.slice(0, back)].map(({ id, profile }) => ({ id, profile }));
  const lostOf = async (back: number): Promise<number> => {
    const verification = { canVerify: false, listsFullProfiles: false, findings: new Map() };
    const list = lists(back).filter(({ id }) => back === 0 || !/present[0-3]/.test(id));
    const pull = await decided({ rows: [...present, ...held], list, more: { verification } });
    await pull.whole();
    return pull.tallies.lost;
  };
  expect(await lostOf(0)).toBe(60);
  expect(await lostOf(40)).toBe(0);
});

test('whoever was looked up and to whom nothing else happened is known from then on', async () => {
  const rows = [row('a'), row('b')];
  const profiles = new Map([['a', listed('a', { location: 'Leipzig' }).profile]]);
  const pull = await decided({
    rows,
    list: [listed('a'), listed('b')],
    more: { hydration: { profiles, rows: rows.slice(0, 1) } },
  });
  expect((await pull.whole()).puts).toEqual([
    row('a', { profile: profiles.get('a') ?? row('a').profile, hydratedAt: AT }),
  ]);
  expect(pull.hasChanges).toBe(false);
});

test('thousands who are forgotten at once go in parts, each once', async () => {
  const rows = Array.from({ length: 6_001 }, (_, n) => row(`p${n}`, { state: 'lost', stateAt: NOW }));
  const pull = await decided({ rows, list: [], more: { lostBefore: AT } });
  const drops: (readonly string[])[] = [];
  for await (const part of pull.parts()) if (part.drops.length > 0) drops.push(part.drops);
  expect(drops.map(({ length }) => length)).toEqual([3_000, 3_000, 1]);
  expect(new Set(drops.flat()).size).toBe(6_001);
});
