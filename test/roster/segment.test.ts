import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RosterRow } from '../../functions/core/model.ts';
import { ByteReader } from '../../functions/roster/byte-reader.ts';
import { ByteStore } from '../../functions/roster/byte-store.ts';
import { cleanRow } from '../../functions/roster/clean.ts';
import { RowColumns } from '../../functions/roster/row-columns.ts';
import { decodeSegment, encodeSegment, MOST_ROWS, openSegment } from '../../functions/roster/segment.ts';
import { encodeInParts, MOST_PART_BYTES } from '../../functions/roster/split.ts';
import { WantedRows } from '../../functions/roster/wanted-rows.ts';
import { packJson } from '../../functions/storage/pack.ts';
import { SCHEMA_VERSION } from '../../functions/storage/table.ts';
import { anyRow, row, rows } from './people.ts';

test('any rows come back as they went in, whatever their text', () => {
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 30 }), (people) => {
      expect(decodeSegment(encodeSegment(people))).toEqual(people.map(cleanRow));
    }),
  );
});

test('rows that were picked are those that lie there, and others are not to be had from them', () => {
  const people = fc.uniqueArray(anyRow, { minLength: 1, maxLength: 30, selector: ({ id }) => id });
  fc.assert(
    fc.property(people, fc.array(fc.nat(29)), fc.array(fc.nat(29)), fc.boolean(), (all, some, fewer, isPacked) => {
      const inOrder = (places: readonly number[]): number[] =>
        [...new Set(places.map((place) => place % all.length))].sort((a, b) => a - b);
      const picked = inOrder(some);
      const wanted = inOrder(fewer);
      const clean = all.map(cleanRow);
      const known = { count: all.length, of: (n: number) => clean[wanted[n] ?? 0] ?? row('nobody') };
      const kept = openSegment(encodeSegment(all)).pick(picked, all.length, { store: new ByteStore(), isPacked });
      const isThere = wanted.every((place) => picked.includes(place));
      const knownOnly = { ...known, of: (n: number) => ({ id: known.of(n).id, state: known.of(n).state }) };
      expect(kept.rows(wanted, knownOnly)).toEqual(isThere ? wanted.map((place) => clean[place]) : undefined);
    }),
  );
});

test('a row that cannot be stored leaves nothing behind in the next segment', () => {
  const links = Array.from({ length: 20 }, (_, n) => `https://a.example/${n}/${'é'.repeat(2_000)}`);
  const tooLong = row('b', { profile: { handle: 'b', url: 'u', links } });
  expect(() => encodeSegment([row('a'), tooLong])).toThrow(RangeError);
  expect(decodeSegment(encodeSegment([row('c')]))).toEqual([row('c')]);
});

test('what is absent stays absent beside somebody who has it, and what is empty stays empty', () => {
  const people = [row('a', { since: 5, hydratedAt: 6 }), row('b', { profile: { handle: 'b', url: 'u', bio: '' } })];
  const back = decodeSegment(encodeSegment(people));
  expect(back.map((person) => Object.keys(person).includes('since'))).toEqual([true, false]);
  expect(back[1]?.profile).toEqual({ handle: 'b', url: 'u', bio: '' });
  expect(Object.keys(back[0]?.profile ?? {})).not.toContain('bio');
});

test('who is the first to have something, after any number of others, has it alone', () => {
  const verifiedLinks = ['https://a.example/'];
  const last = row('z', {
    since: 5,
    profile: { handle: 'z', url: 'u', bio: 'é', reach: 0, isBot: false, verifiedLinks },
  });
  for (const before of [0, 1, MOST_ROWS - 1, MOST_ROWS, MOST_ROWS + 1]) {
    const people = [...rows(before), last, row('zz')];
    expect(decodeSegment(encodeSegment(people))).toEqual(people);
    // What a segment before had is forgotten.
    expect(decodeSegment(encodeSegment([row('a')]))).toEqual([row('a')]);
  }
});

test('rows that were picked keep numbers of any size and texts of any length', () => {
  const number = fc.oneof(
    fc.nat(300),
    fc.double({ noNaN: true }).map((one) => one + 0),
    fc.constantFrom(254, 255, 256, 0.5, 1e15),
  );
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.nat(4_900).map((length) => 'x'.repeat(length)),
  );
  const one = fc.record({ stateAt: number, returns: number, since: number, bio: text, name: text });
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 5 }), fc.boolean(), (some, isPacked) => {
      const people = some.map(({ bio, name, ...numbers }, n) =>
        cleanRow(row(`p${n}`, { ...numbers, profile: { handle: 'h', url: 'u', name, bio } })),
      );
      const places = [...people.keys()];
      const kept = openSegment(encodeSegment(people)).pick(places, people.length, { store: new ByteStore(), isPacked });
      const known = { of: (n: number) => ({ id: `p${n}`, state: 'present' as const }) };
      expect(kept.rows(places, known)).toEqual(people);
    }),
  );
});

test('which links a network verified is kept, and costs those nothing who have none', () => {
  const plain = row('b', { profile: { handle: 'b', url: 'u', links: ['https://b.example/'] } });
  const verifiedLinks = ['https://a.example/'];
  const people = [row('a', { profile: { handle: 'a', url: 'u', links: verifiedLinks, verifiedLinks } }), plain];
  const back = decodeSegment(encodeSegment(people));
  expect(back).toEqual(people);
  expect(Object.keys(back[1]?.profile ?? {})).not.toContain('verifiedLinks');
  // As all segments were before: they end with the flags.
  const none = { ...plain, profile: { ...plain.profile, verifiedLinks: [] } };
  const columnsOf = (one: RosterRow): number => {
    const columns = new RowColumns();
    columns.add(one);
    return columns.flush().byteLength;
  };
  expect(columnsOf(plain)).toBeLessThan(columnsOf(none));
  expect(decodeSegment(encodeSegment([plain]))).toEqual([plain]);
});

const NET = 'https://net.example/';
const addressed = fc
  .tuple(
    fc.constantFrom(NET, 'https://other.example/@', ''),
    fc.oneof(fc.constantFrom('', 'ada', 'a', 'é'), fc.string({ unit: 'grapheme', maxLength: 6 })),
    fc.constantFrom('', '/', 'ada'),
  )
  .map(([beginning, handle, end]) => row('p', { profile: { handle, url: `${beginning}${handle}${end}` } }));

test('an address that follows from a handle comes back to the letter, among others that do not', () => {
  fc.assert(
    fc.property(fc.array(fc.array(addressed, { maxLength: 12 }), { maxLength: 3 }), fc.boolean(), (all, isPacked) => {
      for (const people of all) {
        const clean = people.map(cleanRow);
        const opened = openSegment(encodeSegment(people));
        expect(opened.rows()).toEqual(clean);
        const kept = opened.pick([...clean.keys()], clean.length, { store: new ByteStore(), isPacked });
        const known = { of: (n: number) => ({ id: clean[n]?.id ?? '', state: 'present' as const }) };
        // Others are read in between.
        decodeSegment(encodeSegment([row('x', { profile: { handle: 'x', url: 'https://x.example/x' } })]));
        expect(kept.rows([...clean.keys()], known)).toEqual(clean);
      }
    }),
  );
});

test('addresses that follow from handles take no room, and one that does not takes its own alone', () => {
  const columnsOf = (urlOf: (handle: string) => string): number => {
    const columns = new RowColumns();
    for (let n = 0; n < 100; n += 1) {
      const handle = `person${n}.example`;
      columns.add(row(`p${n}`, { profile: { handle, url: urlOf(handle) } }));
    }
    return columns.flush().byteLength;
  };
  const none = columnsOf((handle) => `${NET}${handle}`);
  const one = columnsOf((handle) => (handle === 'person50.example' ? 'https://elsewhere.example/' : `${NET}${handle}`));
  expect(columnsOf((handle) => `${NET}${handle}/`) - none).toBeGreaterThan(3_500);
  // Of the others that there is none: two bytes each.
  expect(one - none).toBe('https://elsewhere.example/'.length + 200);
});

test('a segment in which nobody has such an address is written as it was before there were any', () => {
  const columns = new RowColumns();
  columns.add(row('a', { profile: { handle: 'ada', url: 'https://net.example/1' } }));
  const bytes = columns.flush();
  // It ends with three flags that nobody has.
  expect([...bytes.subarray(-3)]).toEqual([0, 0, 0]);
  const after = new RowColumns();
  after.add(row('a', { profile: { handle: 'ada', url: 'https://net.example/ada' } }));
  expect([...after.flush().subarray(-'https://net.example/'.length)]).toEqual([...Buffer.from('https://net.example/')]);
});

test('how the addresses of one segment begin is forgotten in the next', () => {
  const bytesOf = (columns: RowColumns, urls: readonly string[]): number[] => {
    for (const url of urls) columns.add(row('a', { profile: { handle: 'ada', url } }));
    return [...columns.flush()];
  };
  const columns = new RowColumns();
  for (const urls of [[`${NET}ada`], ['https://other.example/ada'], ['https://other.example/1'], [`${NET}ada`, 'u']]) {
    expect(bytesOf(columns, urls)).toEqual(bytesOf(new RowColumns(), urls));
  }
});

test('a segment that was written before addresses could follow from handles opens as it did', () => {
  // With form 3 of tables, by the code of November 24, 2026.
  const before =
    'UlMCACcAAAAotS/9JDDVAACAEQIAAe+z1j9iIbW4AAAAAAMAYAOY/G5gCOoa3tMotS/9JIpNAgBEAwEBAPA/AAAAAQQEAABhZGFib2IBGBgAAGh0dHBz' +
    'Oi8vbmV0LmV4YW1wbGUvYWRhYm9iAAAHAHEgxnXSxwkg07uZXJDZCQGGWjJ7oA==';
  const people = ['ada', 'bob'].map((handle, n) =>
    row(String(n + 1), { stateAt: 1, firstSeenAt: 1, profile: { handle, url: `${NET}${handle}` } }),
  );
  expect(decodeSegment(new Uint8Array(Buffer.from(before, 'base64')))).toEqual(people);
  // Code that does not know the form of now must not take it for damage.
  expect(SCHEMA_VERSION).toBeGreaterThanOrEqual(4);
});

test('a row without an address is damaged, whatever was read before it', () => {
  const columns = new RowColumns();
  columns.add(row('a', { profile: { handle: 'ada', url: `${NET}ada` } }));
  const bytes = columns.flush().slice();
  const wanted = new WantedRows();
  const read = (some: Uint8Array): RosterRow => {
    wanted.read(new ByteReader(some), 1, [0]);
    return wanted.at(0, { id: 'a', state: 'present' });
  };
  expect(read(bytes).profile.url).toBe(`${NET}ada`);
  // The end: of verified links that there are none, and a text with its length.
  const end = 1 + 1 + 2 + NET.length;
  expect(() => read(bytes.subarray(0, -end))).toThrow('lacks its address');
});

test('lone surrogates become what UTF-8 would make of them, once and for all', () => {
  const [once] = decodeSegment(encodeSegment([row('a', { profile: { handle: 'x\ud800', url: 'u' } })]));
  expect(once?.profile.handle).toBe('x\ufffd');
  expect(once === undefined ? undefined : decodeSegment(encodeSegment([once]))).toEqual([once]);
});

test('a bio of ten million characters is cut, and never in the middle of a pair', () => {
  const bio = `${'x'.repeat(4_999)}😀`.repeat(2_000);
  const [back] = decodeSegment(encodeSegment([row('a', { profile: { handle: 'a', url: 'u', bio } })]));
  expect(back?.profile.bio).toBe('x'.repeat(4_999));
});

test('3,000 people take a few bytes each', () => {
  expect(encodeSegment(rows(MOST_ROWS)).byteLength / MOST_ROWS).toBeLessThan(40);
});

test('rows whose text does not compress are split until every part fits, in order', () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat(0xffff)), (numbers) => {
      const noise = (): string => String.fromCharCode(...[...numbers.take(300)].map((n) => 0x4e00 + (n % 20_000)));
      const people = Array.from({ length: 600 }, (_, n) =>
        row(`p${n}`, { profile: { handle: `p${n}`, url: 'u', bio: noise() } }),
      );
      const parts = encodeInParts(people, MOST_ROWS, encodeSegment);
      expect(parts.length).toBeGreaterThan(1);
      expect(parts.every(({ data }) => data.byteLength <= MOST_PART_BYTES)).toBe(true);
      expect(parts.flatMap(({ data }) => decodeSegment(data))).toEqual(people);
    }),
    { numRuns: 2 },
  );
});

test('one item that is too large for any part is refused', () => {
  expect(() => encodeInParts(['x'], 10, () => new Uint8Array(300_000))).toThrow(RangeError);
});

test.each([
  ['bytes that are no zstd', Buffer.from('hello')],
  ['nothing', undefined],
  ['JSON that is no segment', packJson([1, 2, 3])],
  ['a column that is too short', packJson({ count: 2, columns: { id: ['a'] } })],
  ['a missing column', packJson({ count: 1, columns: { id: ['a'] } })],
  ['a state that does not exist', packJson({ count: 1, columns: { id: ['a'], state: ['gone-fishing'] } })],
  ['a count beyond all bounds', packJson({ count: 1e9, columns: {} })],
  ['a bomb', zstdCompressSync(Buffer.alloc(65_000_000, 0x20))],
])('%s is an error, never an empty segment', (_, bytes) => {
  expect(() => decodeSegment(bytes)).toThrow();
});

test('a damaged segment is an error', () => {
  const bytes = Buffer.from(encodeSegment(rows(50)));
  for (let at = 8; at < bytes.length; at += 7) {
    const damaged = Buffer.from(bytes);
    damaged[at] = (damaged[at] ?? 0) ^ 0x5a;
    expect(() => decodeSegment(damaged)).toThrow();
  }
});
