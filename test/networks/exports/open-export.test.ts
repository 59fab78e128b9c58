import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankId, isBlank } from '../../../functions/core/blank-rows.ts';
import type { ListedPerson } from '../../../functions/core/model.ts';
import { ImportError } from '../../../functions/networks/exports/errors.ts';
import { openExport } from '../../../functions/networks/exports/open-export.ts';
import { freshFolder } from '../../local/folder-for-test.ts';
import {
  CONNECTIONS,
  facebookExport,
  LINKEDIN_HEADER,
  LINKEDIN_NOTES,
  mangled,
  newRow,
  oldRow,
  xArchive,
  zipOf,
} from './zips.ts';

async function read(file: string) {
  const opened = await openExport(file);
  if (opened === undefined) return undefined;
  try {
    const lists: Record<string, ListedPerson[]> = {};
    let passedOver = 0;
    for (const list of opened.found.lists) {
      const people: ListedPerson[] = [];
      for await (const part of list.people()) people.push(...part);
      lists[list.kind] = people;
      passedOver += list.passedOver();
    }
    return { ...opened.found, lists, passedOver };
  } finally {
    opened.close();
  }
}

const idsOf = (people: readonly ListedPerson[] | undefined) => people?.map(({ id }) => id);

async function fileOf(content: string | Uint8Array, name = 'file'): Promise<string> {
  const file = join(await freshFolder(), name);
  await writeFile(file, content);
  return file;
}

describe('an archive of X', () => {
  it('says whose it is, when it was made, and who follows, in all of its parts', async () => {
    const folder = await freshFolder();
    const at = '2026-11-02T22:57:57.777Z';
    const file = await xArchive(
      folder,
      'a.zip',
      { at, followers: ['1', '1252851', '9007199254740993123'], following: ['7'], perFile: 2 },
      { folder: 'twitter-2026/' },
    );
    const found = await read(file);
    expect(found).toMatchObject({
      network: 'x',
      owner: { handle: 'alice', stableId: '4242' },
      takenAt: Date.parse(at),
    });
    expect(idsOf(found?.lists['followers'])).toEqual(['1', '1252851', '9007199254740993123']);
    expect(idsOf(found?.lists['following'])).toEqual(['7']);
    expect(found?.lists['followers']?.[1]).toEqual({
      id: '1252851',
      profile: { handle: '1252851', url: 'https://x.com/i/user/1252851' },
    });
  });

  it('takes an id from a link where there is none beside it, and never the link', async () => {
    const file = await zipOf(join(await freshFolder(), 'a.zip'), {
      'data/follower.js':
        'window.YTD.follower.part0 = [{"follower":{"userLink":"https://x.com/intent/user?user_id=77"}},' +
        '{"follower":{"accountId":"8","userLink":"javascript:alert(1)"}},{"follower":{"userLink":"javascript:1"}}];',
    });
    const found = await read(file);
    expect(found?.lists['followers']?.map(({ profile }) => profile.url)).toEqual([
      'https://x.com/i/user/77',
      'https://x.com/i/user/8',
    ]);
    expect(found?.passedOver).toBe(1);
  });

  it('is refused when the manifest announces more than there is', async () => {
    const at = '2026-11-02T00:00:00Z';
    const manifest = (files: unknown) =>
      `window.__THAR_CONFIG = ${JSON.stringify({ archiveInfo: { generationDate: at }, dataTypes: { follower: { files } } })}`;
    const rows = 'window.YTD.follower.part0 = [{"follower":{"accountId":"1"}}]';
    const zip = async (files: unknown) =>
      zipOf(join(await freshFolder(), 'a.zip'), { 'data/manifest.js': manifest(files), 'data/follower.js': rows });
    const one = { fileName: 'data/follower.js', count: '1' };
    await expect(read(await zip([one, { fileName: 'data/follower-part1.js', count: '5' }]))).rejects.toThrow(
      /announces "follower-part1\.js", and it is not in it/,
    );
    await expect(read(await zip([{ ...one, count: '50' }]))).rejects.toThrow(/has 1 people.*counts 50/);
  });
});

describe('an export of Instagram', () => {
  it('is read in each of its shapes', async () => {
    const names = ['ann', 'bo.b', 'cy_'];
    const shapes: Record<string, unknown>[] = [
      { [`${CONNECTIONS}followers_1.json`]: names.map((name) => oldRow({ name })) },
      { [`${CONNECTIONS}followers_1.json`]: names.map((name) => newRow({ name })) },
      { 'followers_and_following/followers.json': { relationships_followers: names.map((name) => oldRow({ name })) } },
      {
        [`${CONNECTIONS}followers_1.json`]: names.slice(0, 2).map((name) => oldRow({ name })),
        [`${CONNECTIONS}followers_2.json`]: names.slice(2).map((name) => newRow({ name: name.toUpperCase() })),
      },
      {
        [`${CONNECTIONS}followers_1.json`]: names.map((name) => ({
          timestamp: 1_700_000_000,
          media: [],
          label_values: [{ label: 'URL', href: `https://www.instagram.com/_u/${name}` }],
        })),
      },
    ];
    for (const entries of shapes) {
      const found = await read(await zipOf(join(await freshFolder(), 'a.zip'), entries));
      expect(found?.lists['followers']).toEqual(
        names.map((id) => ({
          id,
          profile: { handle: id, url: `https://www.instagram.com/${id}/` },
          since: 1_700_000_000_000,
        })),
      );
    }
  });

  it('says whose it is and when its lists were written; what lies beside them is not who follows', async () => {
    const found = await read(
      await zipOf(
        join(await freshFolder(), 'a.zip'),
        {
          'personal_information/personal_information/personal_information.json': {
            profile_user: [{ string_map_data: { Username: { value: 'Alice' } } }],
          },
          [`${CONNECTIONS}followers_1.json`]: [oldRow({ name: 'ann' })],
          [`${CONNECTIONS}following.json`]: { relationships_following: [newRow({ name: 'bo' })] },
          [`${CONNECTIONS}recently_unfollowed_profiles.json`]: {
            relationships_unfollowed_users: [oldRow({ name: 'x' })],
          },
        },
        { at: new Date('2026-11-03T12:00:00Z'), folder: 'instagram-alice-2026/' },
      ),
    );
    expect(found).toMatchObject({ owner: { handle: 'alice' }, takenAt: Date.parse('2026-11-03T12:00:00Z') });
    expect([idsOf(found?.lists['followers']), idsOf(found?.lists['following'])]).toEqual([['ann'], ['bo']]);
  });

  it.each([
    ['parts are missing', { [`${CONNECTIONS}followers_2.json`]: [oldRow({ name: 'a' })] }, /only some of the files/],
    ['it is made for reading', { [`${CONNECTIONS}followers_1.html`]: '<html></html>' }, /HTML edition.*format JSON/],
    [
      'rows are of a form that is not known',
      { [`${CONNECTIONS}followers_1.json`]: Array(9).fill({ who: 'x' }) },
      /another form/,
    ],
    ['it is cut off', { [`${CONNECTIONS}followers_1.json`]: '[{"title":"a"},' }, /ends too soon/],
    ['it is no list', { [`${CONNECTIONS}followers_1.json`]: { other: [] } }, /does not look as it does in an export/],
  ])('is refused when %s', async (_, entries, message) => {
    const reading = read(await zipOf(join(await freshFolder(), 'a.zip'), entries));
    await expect(reading).rejects.toThrow(ImportError);
    await expect(reading).rejects.toThrow(message);
  });
});

describe('an export of Facebook', () => {
  it('keeps namesakes apart by when they became friends, and mends their names', async () => {
    const friends = [
      { name: 'Jürgen Müller', timestamp: 1_500_000_000 },
      { name: 'Jürgen Müller', timestamp: 1_600_000_000 },
      { name: 'Ann 😀', timestamp: 1_600_000_001 },
    ];
    const followers = [{ name: 'Bo' }, { name: 'Bo' }];
    const found = await read(await facebookExport(await freshFolder(), 'a.zip', { friends, followers }));
    expect(idsOf(found?.lists['friends'])).toEqual([
      'Jürgen Müller#1500000000',
      'Jürgen Müller#1600000000',
      'Ann 😀#1600000001',
    ]);
    expect(idsOf(found?.lists['followers'])).toEqual(['Bo#1', 'Bo#2']);
    expect(found?.lists['friends']?.[0]?.profile).toEqual({ handle: 'Jürgen Müller', url: '', name: 'Jürgen Müller' });
  });

  it('mends only what was mangled', async () => {
    const found = await read(
      await zipOf(join(await freshFolder(), 'a.zip'), {
        'friends_and_followers/friends.json': {
          friends: [
            { name: 'José', timestamp: 1 },
            { name: mangled('Zoë'), timestamp: 2 },
          ],
        },
      }),
    );
    expect(found?.lists['friends']?.map(({ profile }) => profile.name)).toEqual(['José', 'Zoë']);
  });

  it('has as many people in any order of its rows', async () => {
    // Seconds since 1970 as exports have them: so many namesakes without a time, one of whom might get this number, nobody has.
    const timestamp = fc.constantFrom(1_600_000_005, 1_600_000_006, undefined);
    const rows = fc.array(fc.record({ name: fc.constantFrom('A', 'B'), timestamp }));
    await fc.assert(
      fc.asyncProperty(rows, async (some) => {
        const folder = await freshFolder();
        const ids = async (ties: typeof some) =>
          idsOf(
            (await read(await facebookExport(folder, `${Math.random()}.zip`, { friends: ties })))?.lists['friends'],
          )?.sort();
        const first = await ids(some);
        expect(await ids(some.toReversed())).toEqual(first);
        expect(new Set(first).size).toBe(some.length);
      }),
      { numRuns: 10 },
    );
  });
});

describe("LinkedIn's Connections.csv", () => {
  const row = 'Ann,Smith,https://www.linkedin.com/in/Ann-Smith,,"Co, op",Baker,03 Jan 2023\n';
  const ann = {
    id: '/in/ann-smith',
    profile: {
      handle: 'ann-smith',
      url: 'https://www.linkedin.com/in/ann-smith',
      name: 'Ann Smith',
      bio: 'Baker',
      organisation: 'Co, op',
    },
    since: Date.UTC(2023, 0, 3),
  };

  it('hands on rows with nothing in them to be counted, and an empty line is none', async () => {
    const text = `\uFEFF${LINKEDIN_NOTES}${LINKEDIN_HEADER},,,,,,\n${row}\n,,,,,,\n`;
    const people = (await read(await fileOf(text)))?.lists['connections'] ?? [];
    expect(people.filter(({ id }) => !isBlank(id))).toEqual([ann]);
    expect(people.filter(({ id }) => isBlank(id)).map(({ id }) => id)).toEqual([blankId(1), blankId(2)]);
  });

  it.each([
    ['with notes above', `\uFEFF${LINKEDIN_NOTES}${LINKEDIN_HEADER}${row}`],
    ['without notes', LINKEDIN_HEADER + row],
    [
      'in German',
      `Vorname,Nachname,URL,E-Mail-Adresse,Unternehmen,Position,Verbunden am\n${row.replace('03 Jan 2023', '3. Januar 2023')}`,
    ],
    ['in another language', `${'名字,姓氏,网址,电邮,公司,职位,日期\n'}${row}`],
    [
      'with CRLF and short years',
      (LINKEDIN_NOTES + LINKEDIN_HEADER + row.replace('03 Jan 2023', '3-Jan-23')).replaceAll('\n', '\r\n'),
    ],
  ])('is read %s', async (_, text) => {
    expect((await read(await fileOf(text)))?.lists['connections']).toEqual([ann]);
  });

  it('goes by name and day in older files, and numbers whom even that does not tell apart', async () => {
    const header = 'First Name,Last Name,Email Address,Company,Position,Connected On\n';
    const found = await read(await fileOf(`${header}Bo,Li,,,,3-Jan-23\nBo,Li,,,,3-Jan-23\nBo,Li,,,,4-Jan-23\n`));
    expect(idsOf(found?.lists['connections'])).toEqual(['Bo Li#3-Jan-23', 'Bo Li#3-Jan-23#2', 'Bo Li#4-Jan-23']);
  });
});

describe('a file that is none of these', () => {
  it.each([
    ['a page', '<!DOCTYPE html><html>', /HTML page/],
    ['one file of an archive', 'window.YTD.follower.part0 = [ ]', /one file of an archive of X.*whole zip/],
    ['one file of an export', JSON.stringify([oldRow({ name: 'a' })]), /one file of an export of Instagram/],
    [
      'whom one follows on Mastodon',
      'Account address,Show boosts,Notify on new posts,Languages\n',
      /exports nobody who follows/,
    ],
    ['one file of friends', '{"friends_v2":[]}', /one file of an export of Facebook/],
  ])('is refused, with what to do, if it is %s', async (_, text, message) => {
    await expect(read(await fileOf(text))).rejects.toThrow(message);
  });

  it('is left to others if it is a list', async () => {
    for (const text of ['id\n1\n', '[{"id":"1"}]', 'First Name,Last Name,URL\nA,B,https://example.org/in/a\n', ''])
      expect(await read(await fileOf(text))).toBeUndefined();
  });
});

describe('the people of an export', () => {
  it('are the same in any order of its rows, and however often they stand in it', async () => {
    const folder = await freshFolder();
    let number = 0;
    const indices = fc.array(fc.nat(9), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(indices, async (some) => {
        const idsIn = async (rows: readonly number[]) => {
          number += 1;
          const names = rows.map((n) => `p${n}`);
          const instagram = {
            [`${CONNECTIONS}followers_1.json`]: names.map((name, at) => (at % 2 ? oldRow : newRow)({ name })),
          };
          const csv = `${LINKEDIN_HEADER}${names.map((name) => `A,B,https://www.linkedin.com/in/${name},,,,1 Jan 2023\n`).join('')}`;
          const followers = rows.map((n) => String(n + 1));
          const files = [
            await zipOf(join(folder, `${number}i.zip`), instagram),
            await fileOf(csv),
            await xArchive(folder, `${number}x.zip`, { at: '2026-11-02T00:00:00Z', followers }),
          ];
          const found = await Promise.all(files.map(read));
          return found.map((one) =>
            [...new Set(Object.values(one?.lists ?? {}).flatMap((list) => idsOf(list) ?? []))].sort(),
          );
        };
        expect(await idsIn(some.toReversed().concat(some))).toEqual(await idsIn([...new Set(some)]));
      }),
      { numRuns: 15 },
    );
  });
});

describe('any bytes', () => {
  it('are read or refused with an ImportError, whatever they are', async () => {
    const folder = await freshFolder();
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.json().map((text) => Buffer.from(text)),
      fc.string().map((text) => Buffer.from(`${LINKEDIN_HEADER}${text}`)),
    );
    const names = fc.constantFrom(
      'data/follower.js',
      'data/manifest.js',
      `${CONNECTIONS}followers_1.json`,
      'connections/friends/your_friends.json',
      'Connections.csv',
    );
    let number = 0;
    await fc.assert(
      fc.asyncProperty(names, bytes, fc.boolean(), async (name, content, isZipped) => {
        number += 1;
        const file = join(folder, String(number));
        if (isZipped) await zipOf(file, { [name]: Buffer.from(content).toString('utf8') });
        else await writeFile(file, content);
        const error = await read(file).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        if (error !== undefined) expect(error).toBeInstanceOf(ImportError);
      }),
      { numRuns: 150 },
    );
  });

  it('of a zip that was cut or changed anywhere are refused or read the same', async () => {
    const folder = await freshFolder();
    const file = await xArchive(folder, 'a.zip', { at: '2026-11-02T00:00:00Z', followers: ['1', '2', '3'] });
    const whole = await import('node:fs/promises').then(({ readFile }) => readFile(file));
    const expected = await read(file);
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), fc.boolean(), async (at, byte, isCut) => {
        number += 1;
        const bytes = isCut ? whole.subarray(0, at) : Buffer.from(whole);
        if (!isCut) bytes[at] = byte;
        const other = join(folder, `${number}.zip`);
        await writeFile(other, bytes);
        try {
          const found = await read(other);
          if (found !== undefined) expect(found.lists['followers'] ?? []).toEqual(expected?.lists['followers']);
        } catch (error) {
          expect(error).toBeInstanceOf(ImportError);
        }
      }),
      { numRuns: 150 },
    );
  });
});
