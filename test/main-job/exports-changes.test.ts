import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { verdictWords } from '../../functions/digest/words.ts';
import { listChanges } from '../../functions/storage/changes.ts';
import { freshFolder } from '../local/folder-for-test.ts';
import {
  CONNECTIONS,
  facebookExport,
  LINKEDIN_HEADER,
  LINKEDIN_NOTES,
  newRow,
  oldRow,
  type Tie,
  xArchive,
  zipOf,
} from '../networks/exports/zips.ts';
import { ExportsRig } from './exports-rig.ts';

/** Done-when 2: two exports suffice, and say who is no longer on the list. */

async function rigOf(...accounts: string[]): Promise<{ rig: ExportsRig; folder: string }> {
  const rig = await ExportsRig.open(...accounts);
  onTestFinished(() => rig.close());
  return { rig, folder: await freshFolder() };
}

const people = (count: number, from = 1): Tie[] =>
  Array.from({ length: count }, (_, at) => ({
    name: `person.${from + at}`,
    timestamp: 1_600_000_000 + (from + at) * 1_000,
  }));

describe('two archives of X a week apart', () => {
  const ids = Array.from({ length: 30 }, (_, at) => String(1_000 + at));

  it('tell who is lost and gained, though they hold bare ids', async () => {
    const { rig, folder } = await rigOf('x:alice');
    const first = await xArchive(folder, '1.zip', { at: '2026-11-02T08:00:00Z', followers: ids, following: ['5'] });
    expect(await rig.import(first)).toMatchObject([
      { outcome: 'baseline', audienceId: 'x:alice:followers', count: 30 },
      { outcome: 'baseline', audienceId: 'x:alice:following', count: 1 },
    ]);
    const followers = [...ids.filter((id) => id !== '1003'), '2001'];
    const second = await xArchive(folder, '2.zip', { at: '2026-11-09T08:00:00Z', followers, perFile: 7 });
    expect(await rig.import(second)).toMatchObject([{ outcome: 'committed', lost: 1, gained: 1 }, { lost: 0 }]);
    expect(await rig.told()).toEqual(['gained 2001', 'lost unlisted 1003']);
    expect(verdictWords('unlisted', 'x')).toBe('no longer on your list');
  });

  it('go on under the id of the account when its handle has changed', async () => {
    const { rig, folder } = await rigOf('x:alice');
    await rig.import(await xArchive(folder, '1.zip', { at: '2026-11-02T08:00:00Z', followers: ids }));
    const renamed = { handle: 'alice_new', at: '2026-11-09T08:00:00Z', followers: ids.slice(1) };
    expect(await rig.import(await xArchive(folder, '2.zip', renamed))).toMatchObject([{ lost: 1 }, {}]);
  });
});

describe('two exports of Instagram of different shapes', () => {
  it('tell who is lost and gained, and nobody twice for the shape', async () => {
    const { rig, folder } = await rigOf('instagram:alice');
    const before = people(12);
    await rig.import(await zipOf(join(folder, '1.zip'), { [`${CONNECTIONS}followers_1.json`]: before.map(oldRow) }));
    const after = [...before.filter(({ name }) => name !== 'person.7'), { name: 'late', timestamp: 1_762_200_000 }];
    const entries = {
      [`${CONNECTIONS}followers_1.json`]: after.slice(0, 5).map(newRow),
      [`${CONNECTIONS}followers_2.json`]: after.slice(5).map(newRow),
    };
    const reports = await rig.import(
      await zipOf(join(folder, '2.zip'), entries, { at: new Date('2026-11-08T08:00:00Z') }),
    );
    expect(reports).toMatchObject([{ audienceId: 'instagram:alice:followers:export', lost: 1, gained: 1 }]);
    expect(await rig.told()).toEqual(['gained late', 'lost unlisted person.7']);
  });

  it('tell somebody who took another name as renamed: they follow since the same second', async () => {
    const { rig, folder } = await rigOf('instagram:alice');
    const before = people(12);
    await rig.import(await zipOf(join(folder, '1.zip'), { [`${CONNECTIONS}followers_1.json`]: before.map(oldRow) }));
    const after = before.map((tie) => (tie.name === 'person.7' ? { ...tie, name: 'new.name' } : tie));
    const second = { [`${CONNECTIONS}followers_1.json`]: after.map(newRow) };
    await rig.import(await zipOf(join(folder, '2.zip'), second, { at: new Date('2026-11-08T08:00:00Z') }));
    expect(await rig.told()).toEqual(['moved new.name']);
  });
});

describe('rows of Instagram that show no name', () => {
  it('are whoever is there since the same second, and no loss', async () => {
    const { rig, folder } = await rigOf('instagram:alice');
    const before = people(30);
    await rig.import(await zipOf(join(folder, '1.zip'), { [`${CONNECTIONS}followers_1.json`]: before.map(oldRow) }));
    const blank = ({ timestamp }: Tie) => ({ title: '', string_list_data: [{ href: '', timestamp }] });
    const rows = before
      .filter(({ name }) => name !== 'person.9')
      .map((tie) => (['person.3', 'person.7'].includes(tie.name) ? blank(tie) : newRow(tie)));
    const second = { [`${CONNECTIONS}followers_1.json`]: rows };
    const reports = await rig.import(
      await zipOf(join(folder, '2.zip'), second, { at: new Date('2026-11-08T08:00:00Z') }),
    );
    expect(reports).toMatchObject([{ lost: 1, gained: 0, edited: 0 }]);
    expect(await rig.told()).toEqual(['lost unlisted person.9']);
    const third = { [`${CONNECTIONS}followers_1.json`]: before.filter(({ name }) => name !== 'person.9').map(newRow) };
    await rig.import(await zipOf(join(folder, '3.zip'), third, { at: new Date('2026-11-15T08:00:00Z') }));
    expect(await rig.told()).toEqual(['lost unlisted person.9']);
  });
});

describe('two exports of Facebook with namesakes', () => {
  const others = people(10).map((tie) => ({ ...tie, name: `Friend ${tie.name}` }));
  const sams = [
    { name: 'Säm Example', timestamp: 1_500_000_000 },
    { name: 'Säm Example', timestamp: 1_550_000_000 },
  ];

  it.each([0, 1])('tell exactly one of two of the same name as lost (the %i.)', async (who) => {
    const { rig, folder } = await rigOf('facebook:alice.example');
    const friends = [...sams, ...others];
    const first = await rig.import(await facebookExport(folder, '1.zip', { friends }));
    expect(first).toMatchObject([{ audienceId: 'facebook:alice.example:friends', outcome: 'baseline', count: 12 }]);
    const left = friends.filter((friend) => friend !== sams[who]).toReversed();
    await rig.import(
      await facebookExport(folder, '2.zip', { friends: left }, { at: new Date('2026-11-08T08:00:00Z') }),
    );
    expect(await rig.told()).toEqual(['lost unlisted Säm Example']);
    const rows = (await rig.rosters())['facebook:alice.example:friends'] ?? [];
    expect(rows.filter((row) => row.startsWith('Säm'))).toEqual(
      sams.map(({ timestamp }, at) => `Säm Example#${timestamp} ${at === who ? 'lost' : 'present'}`),
    );
  });

  it('do so even where the export has no times', async () => {
    const { rig, folder } = await rigOf('facebook:alice.example');
    const followers = [{ name: 'Sam' }, { name: 'Sam' }, ...people(10).map(({ name }) => ({ name }))];
    await rig.import(await facebookExport(folder, '1.zip', { followers }));
    const second = { followers: followers.slice(1) };
    await rig.import(await facebookExport(folder, '2.zip', second, { at: new Date('2026-11-08T08:00:00Z') }));
    expect(await rig.told()).toEqual(['lost unlisted Sam']);
  });
});

describe("two of LinkedIn's Connections.csv", () => {
  it('tell who is lost and gained, whatever stands above the header', async () => {
    const { rig, folder } = await rigOf('linkedin:alice-example');
    const row = (n: number) =>
      `Given${n},Family,https://www.linkedin.com/in/person-${n},,Co,Job,0${1 + (n % 9)} Jan 2023\n`;
    const rows = Array.from({ length: 12 }, (_, n) => row(n));
    const file = join(folder, 'Connections.csv');
    await writeFile(file, `${LINKEDIN_NOTES}${LINKEDIN_HEADER}${rows.join('')},,,,,,\n`);
    await rig.import(file, { takenAt: Date.parse('2026-11-01') });
    await writeFile(file, `${LINKEDIN_HEADER}${[...rows.slice(1), row(99)].toReversed().join('')},,,,,,\n`);
    const reports = await rig.import(file, { takenAt: Date.parse('2026-11-08') });
    expect(reports).toMatchObject([{ audienceId: 'linkedin:alice-example:connections', lost: 1, gained: 1 }]);
    expect(await rig.told()).toEqual(['gained Given99 Family', 'lost unlisted Given0 Family']);
  });

  it('take nobody for lost who may be behind a row that names nobody, and say so where more have gone', async () => {
    const { rig, folder } = await rigOf('linkedin:alice-example');
    const row = (n: number) => `Given${n},Family,https://www.linkedin.com/in/person-${n},,Co,Job,01 Jan 2023\n`;
    const file = join(folder, 'Connections.csv');
    let day = 0;
    const list = async (people: readonly number[], blank: number) => {
      day += 7;
      await writeFile(file, LINKEDIN_HEADER + people.map(row).join('') + ',,,,,,\n'.repeat(blank));
      return rig.import(file, { takenAt: Date.UTC(2026, 8, day) });
    };
    const all = Array.from({ length: 20 }, (_, n) => n);
    const without = (...gone: number[]) => all.filter((n) => !gone.includes(n));
    await list(all, 1);
    // One is shown no more, and stays hidden for as long as it takes.
    expect(await list(without(3), 2)).toMatchObject([{ lost: 0 }]);
    expect(await list(without(3), 2)).toMatchObject([{ lost: 0 }]);
    // A second one, beside the first.
    expect(await list(without(3, 8), 3)).toMatchObject([{ lost: 0 }]);
    // Somebody else leaves: the rows of the hidden ones are no excuse.
    expect(await list(without(3, 8, 4), 3)).toMatchObject([{ lost: 1 }]);
    expect(await rig.told()).toEqual(['lost unlisted Given4 Family']);
    // Shown again: nobody came back, for nobody was told as gone.
    expect(await list(without(4), 1)).toMatchObject([{ lost: 0, gained: 0, returned: 0 }]);
    // Three go and one row is new: they are no longer on the list, and the doubt is told with them.
    expect(await list(without(4, 5, 6, 7), 2)).toMatchObject([{ lost: 3 }]);
    const doubt = '1 more of its rows than before name nobody: too few for all who are not listed';
    const { items } = await listChanges(rig.db, { owner: 'alice' }, { limit: 500 });
    const last = items.filter(({ person }) => ['5', '6', '7'].includes(person.handle.slice(-1)));
    expect(last.map(({ evidence = [] }) => evidence[0]?.answered)).toEqual([doubt, doubt, doubt]);
  });
});
