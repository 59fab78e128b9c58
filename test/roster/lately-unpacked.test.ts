import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteStore } from '../../functions/roster/byte-store.ts';
import { LatelyUnpacked, Shelf } from '../../functions/roster/lately-unpacked.ts';
import { encodeDelta, openChunk } from '../../functions/roster/log.ts';
import { encodeSegment, openSegment } from '../../functions/roster/segment.ts';
import { giveBack, packBytes, packJson, unpackBytes, unpackJson } from '../../functions/storage/pack.ts';
import { anyRow, rows } from './people.ts';

test('bytes are the same however often, and in whatever order with others, they are asked for', () => {
  // Some are small and share their room, the others have room of their own.
  const one = fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 90 }), fc.constantFrom(1, 1_000, 40_000));
  const bytes = fc.array(
    one.map(([some, length]) => Buffer.alloc(length, some)),
    { minLength: 1, maxLength: 9 },
  );
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(8), { maxLength: 40 }), (all, order) => {
      const packed = all.map(packBytes);
      const lately = packed.map((one) => new LatelyUnpacked(() => unpackBytes(one)));
      for (const n of order) {
        const at = n % all.length;
        expect(all[at]?.equals(lately[at]?.bytes() ?? Buffer.alloc(0))).toBe(true);
      }
    }),
  );
});

test('what is asked for again soon is unpacked once, and only the last few are held', () => {
  const unpacked: number[] = [];
  const lately = Array.from({ length: 5 }, (_, n) => {
    const packed = packBytes(new Uint8Array(100_000).fill(n));
    return new LatelyUnpacked(() => {
      unpacked.push(n);
      return unpackBytes(packed);
    });
  });
  const first = lately[0]?.bytes();
  for (const one of [0, 1, 2, 3, 0, 3]) lately[one]?.bytes();
  expect(unpacked).toEqual([0, 1, 2, 3]);
  lately[4]?.bytes();
  // The one that was used longest ago went: 1, and not 0.
  for (const one of [0, 2, 3, 4]) lately[one]?.bytes();
  expect(unpacked).toEqual([0, 1, 2, 3, 4]);
  expect(first?.byteLength).toBe(100_000);
  lately[1]?.bytes();
  lately[0]?.bytes();
  expect(unpacked).toEqual([0, 1, 2, 3, 4, 1, 0]);
  expect(first?.byteLength).toBe(0);
});

test('what lies on another shelf is held apart, as many as it takes', () => {
  const unpacked: number[] = [];
  const on = (shelf: Shelf, from: number, count: number): LatelyUnpacked[] =>
    Array.from({ length: count }, (_, n) => {
      return new LatelyUnpacked(() => {
        unpacked.push(from + n);
        return Buffer.alloc(9, n);
      }, shelf);
    });
  const all = [...on(new Shelf(2), 0, 2), ...on(new Shelf(3), 10, 4)];
  for (const one of [...all, ...all.slice(0, 2), ...all.slice(3)]) one.bytes();
  expect(unpacked).toEqual([0, 1, 10, 11, 12, 13]);
  all[2]?.bytes();
  expect(unpacked.at(-1)).toBe(10);
});

test('a segment gives its rows after any number of others were asked for theirs', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(anyRow, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(7), { maxLength: 30 }),
      (all, order) => {
        const segments = all.map((people) => openSegment(encodeSegment(people)));
        const known = segments.map((segment) => segment.rows());
        for (const n of order) {
          expect(segments[n % all.length]?.rows()).toEqual(known[n % all.length]);
          expect(segments[n % all.length]?.index.ids.size).toBe(all[n % all.length]?.length);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('a segment and a chunk that are let go of give back what they were opened from', () => {
  const people = rows(3_000);
  // Of their own, as what comes from a table is.
  const segment = new Uint8Array(encodeSegment(people));
  const [chunk = segment] = encodeDelta({ puts: people, drops: [], changes: [] }).map((one) => new Uint8Array(one));
  for (const [packed, opened] of [
    [segment, openSegment(segment)],
    [chunk, openChunk(chunk)],
  ] as const) {
    const kept = opened.pick([0, 2_999], 3_000, { store: new ByteStore(), isPacked: false });
    expect(opened.rows([1, 5])).toEqual([people[1], people[5]]);
    opened.letGo();
    expect(packed.byteLength).toBe(0);
    // What was picked is nobody else's.
    const known = { of: (n: number) => ({ id: `p${n * 2_999}`, state: 'present' as const }) };
    expect(kept.rows([0, 2_999], known)).toEqual([people[0], people[2_999]]);
  }
});

test('memory is given back of what is large, and never of room that small values share', () => {
  const large = unpackBytes(packBytes(new Uint8Array(100_000)));
  giveBack(large);
  expect(large.byteLength).toBe(0);
  const small = Array.from({ length: 200 }, (_, n) => Buffer.from(`value ${n}`));
  for (const one of small) giveBack(unpackBytes(packBytes(one)));
  expect(small.map((one) => one.toString())).toEqual(small.map((_, n) => `value ${n}`));
  const some = packJson(rows(50));
  expect(unpackJson(some)).toEqual(unpackJson(some));
});
