import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListedPerson } from '../../../functions/core/model.ts';
import { parseAnswer } from '../../../functions/networks/answers.ts';
import { blueskyProfile } from '../../../functions/networks/bluesky/profile.ts';
import type { BlueskyRows } from '../../../functions/networks/bluesky/rows.ts';
import { followersPage } from '../../../functions/networks/bluesky/schema.ts';
import { printBytes, profileRoom } from '../../../functions/roster/byte-print.ts';
import { fingerprint } from '../../../functions/roster/fingerprint.ts';
import { JsonList } from '../../../functions/roster/json-list.ts';
import { did } from '../fakes/bluesky.ts';
import { followersAsRows } from '../fakes/rows.ts';

const WHAT = 'app.bsky.graph.getFollowers';

const rowsOf = (followers: readonly unknown[]): BlueskyRows => followersAsRows(followers, WHAT);

/** The same page as it was always read: parsed whole, by the schema. */
function byParser(followers: readonly unknown[]): ListedPerson[] {
  const page = parseAnswer(followersPage, JSON.parse(JSON.stringify({ followers })), WHAT);
  return page.followers.map((view) => ({ id: view.did, profile: blueskyProfile(view) }));
}

const word = fc.constantFrom(
  'Ada',
  'Bob',
  'né',
  '🚲',
  '日本',
  'x'.repeat(120),
  '<b>',
  '&',
  '"',
  '\\',
  '\u202e',
  '\u0301',
  'Å',
  '\u212b',
);
const between = fc.constantFrom(' ', '  ', '\n', '\n\n\n', '\t', '', '\u200b', '\u007f');
const text = fc.array(fc.tuple(word, between), { maxLength: 4 }).map((parts) => parts.flat().join(''));
const field = fc.oneof(
  { weight: 6, arbitrary: text },
  fc.constantFrom('', 'Ada', null, 7, []),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const wild = fc.record(
  {
    did: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('ada', 'bob', 'cyd').map(did) },
      fc.constantFrom('did:web:ada.example', `did:plc:${'1'.repeat(24)}`, `did:plc:${'A'.repeat(24)}`),
    ),
    handle: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('ada.example', 'Bob-1.example', 'handle.invalid', 'x.example') },
      fc.constantFrom('ada example', 'ü.example', 'a\u202eb', `${'h'.repeat(300)}.example`),
    ),
    displayName: field,
    description: field,
    avatar: fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom('https://cdn.example/a/1@jpeg', 'https://cdn.example/b.jpg', 'https://img.example/'),
      },
      fc.constantFrom(
        '',
        'https://cdn.example/a/../b',
        'https://CDN.example/a',
        'https://cdn.example/a?x=1',
        'javascript:1',
        null,
      ),
    ),
    labels: fc.constantFrom([], null, [{ val: 'bot' }], [{ val: '!no-unauthenticated', src: 'x' }], 'none'),
    website: fc.constantFrom('https://ada.example', null),
    followersCount: fc.constantFrom(7, -1, 'many'),
    viewer: fc.constantFrom({}, { muted: false }, [1]),
    createdAt: fc.constantFrom('2026-01-01T00:00:00Z', 7),
  },
  { requiredKeys: ['did', 'handle'] },
);

const usual = fc.record(
  {
    did: fc.constantFrom('ada', 'bob', 'cyd').map(did),
    handle: fc.constantFrom('ada.example', 'Bob-1.example'),
    displayName: text,
    description: text,
    avatar: fc.constantFrom('https://cdn.example/a/1@jpeg', 'https://img.example/'),
    labels: fc.constant([]),
    viewer: fc.constantFrom({}, { muted: false }),
  },
  { requiredKeys: ['did', 'handle'] },
);
const row = fc.oneof({ weight: 2, arbitrary: usual }, wild);

describe('rows of a page of Bluesky', () => {
  it('are the people that the schema makes of them, with the prints of their profiles', () => {
    const print = { text: 0, rest: 0 };
    const same = { text: 0, rest: 0 };
    let told = 0;
    fc.assert(
      fc.property(fc.array(row, { maxLength: 4 }), (followers) => {
        const rows = rowsOf(followers);
        const people = byParser(followers);
        expect(rows.length).toBe(people.length);
        for (const [n, person] of people.entries()) {
          expect(rows.personAt(n)).toStrictEqual(person);
          expect(writtenOf(rows, n)).toStrictEqual({ ...person, rowPrint: 4_000_000_000 + n });
          if (!rows.writeProfile(n, profileRoom)) continue;
          told += 1;
          printBytes(profileRoom, 0, print);
          fingerprint(person.profile, 'bytes', same);
          expect(print).toEqual(same);
          expect(profileRoom.textEnd > profileRoom.restEnd).toBe(
            person.profile.name !== undefined || person.profile.bio !== undefined,
          );
          expect(idAt(rows, n)).toBe(person.id);
        }
      }),
      { numRuns: 400 },
    );
    expect(told).toBeGreaterThan(100);
  });

  it('are told by their bytes where they are written as nearly all are, whatever alphabet a bio is in', () => {
    const plain = {
      did: did('ada'),
      handle: 'ada.example',
      avatar: 'https://cdn.example/a@jpeg',
      labels: [],
      viewer: {},
    };
    const rows = rowsOf([
      { ...plain, displayName: 'Ada', description: 'Counts.' },
      { ...plain, displayName: 'Ада 🚲', description: 'Zürich\nand "elsewhere"' },
      { ...plain, displayName: '\u202e' },
      { did: did('bob'), handle: 'bob.example' },
      { ...plain, labels: [{ val: 'bot' }] },
      { ...plain, handle: 'handle.invalid' },
      { ...plain, followersCount: 7 },
    ]);
    const isTold = Array.from({ length: rows.length }, (_, n) => rows.writeProfile(n, profileRoom));
    expect(isTold).toEqual([true, true, true, true, false, false, false]);
    expect(isTold.map((_, n) => rows.idSize(n))).toEqual([32, 32, 32, 32, 0, 0, 0]);
  });

  it.each<[string, unknown, string]>([
    ['an id that is none', { did: 'ada', handle: 'ada.example' }, 'followers[1].did'],
    ['nobody', {}, 'followers[1].did'],
    ['no name', { did: did('ada'), handle: '\u202e' }, 'followers[1].handle'],
    ['a name that is a number', { did: did('ada'), handle: 7 }, 'followers[1].handle'],
  ])('fail a page for %s as the schema does, before anybody is told', (_, wrong, path) => {
    const followers = [{ did: did('bob'), handle: 'bob.example' }, wrong];
    expect(() => rowsOf(followers)).toThrow(`at ${path}:`);
    expect(() => byParser(followers)).toThrow(`at ${path}:`);
  });
});

function idAt(rows: BlueskyRows, n: number): string {
  const { view } = rows;
  const end = rows.idEnd(n);
  return Buffer.from(view.buffer, view.byteOffset + end - rows.idSize(n), rows.idSize(n)).toString();
}

/** Somebody as they are written down while they wait. */
function writtenOf(rows: BlueskyRows, row: number): unknown {
  const list = new JsonList();
  list.begin();
  rows.writePerson(row, 4_000_000_000 + row, list);
  return (JSON.parse(list.toText()) as unknown[])[0];
}
