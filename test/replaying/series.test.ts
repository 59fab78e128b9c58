import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeriesFormatError } from '../../functions/replaying/errors.ts';
import { readLines } from '../../functions/replaying/lines.ts';
import { readSeries } from '../../functions/replaying/series.ts';
import { inChunks, packed, recordingsOf, seriesFile } from './recorded.ts';

async function listsIn(file: string | Uint8Array, size?: number): Promise<string[][]> {
  const lists: string[][] = [];
  for await (const { people } of readSeries(inChunks(file, size))) lists.push(people.map(({ id }) => id));
  return lists;
}

const FIRST = '{"t":"2026-01-01T06:00:00Z","n":2,"ids":["a","b"]}';
const lines = (...texts: string[]): string => texts.map((text) => `${text}\n`).join('');
const problemIn = async (file: string | Uint8Array): Promise<string> => {
  const error = await listsIn(file).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(SeriesFormatError);
  return error instanceof Error ? error.message : '';
};

describe('a recorded series', () => {
  it('is read as whole lists, from what was added and removed', async () => {
    const file = lines(FIRST, '{"t":"2026-01-02T06:00:00Z","n":2,"add":["c"],"del":["a"]}', '{"t":"2026-01-03"}');
    expect(await listsIn(file)).toEqual([
      ['a', 'b'],
      ['b', 'c'],
      ['b', 'c'],
    ]);
  });

  it('may hold whole lists further down', async () => {
    const file = lines(FIRST, '{"t":"2026-01-02","ids":["c"]}', '{"t":"2026-01-03","add":["a"],"del":[]}');
    const read = await listsIn(file);
    expect(read.map((list) => list.sort())).toEqual([['a', 'b'], ['c'], ['a', 'c']]);
  });

  it('names people twice where the network did', async () => {
    const file = lines(
      '{"t":"2026-01-01","ids":["a","b","a"]}',
      '{"t":"2026-01-02","add":["b"],"del":[],"dup":["a"]}',
      '{"t":"2026-01-03","add":[],"del":[]}',
    );
    const read = await listsIn(file);
    expect(read.map((list) => list.sort())).toEqual([
      ['a', 'a', 'b'],
      ['a', 'a', 'b', 'b'],
      ['a', 'b'],
    ]);
  });

  it('keeps each person one object throughout, also who comes back', async () => {
    const file = lines(FIRST, '{"t":"2026-01-02","add":[],"del":["a"]}', '{"t":"2026-01-03","add":["a"],"del":[]}');
    const seen: unknown[] = [];
    for await (const { people } of readSeries(inChunks(file))) seen.push(people.find(({ id }) => id === 'a'));
    expect(seen[1]).toBeUndefined();
    expect(seen[2]).toBe(seen[0]);
  });

  it('keeps times as they are written', async () => {
    const times: unknown[] = [];
    const file = lines('{"t":"2026-01-01T06:00:00+02:00","ids":[]}', '{"t":"2026-01-02T00:00:00.5Z"}');
    for await (const { t, at } of readSeries(inChunks(file))) times.push([t, at]);
    expect(times).toEqual([
      ['2026-01-01T06:00:00+02:00', Date.parse('2026-01-01T04:00:00Z')],
      ['2026-01-02T00:00:00.5Z', Date.parse('2026-01-02T00:00:00.500Z')],
    ]);
  });

  it('is the same packed or not, with any line ends, however its bytes are cut', async () => {
    const list = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(list, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 99 }),
        async (all, size) => {
          const text = seriesFile(recordingsOf(all));
          const sorted = (lists: string[][]): string[][] => lists.map((one) => one.sort());
          const expected = sorted(all.map((one) => [...one]));
          expect(sorted(await listsIn(text, size))).toEqual(expected);
          expect(sorted(await listsIn(packed(text), size))).toEqual(expected);
          expect(sorted(await listsIn(`\uFEFF${text.replaceAll('\n', '\r\n\n')}`, size))).toEqual(expected);
          expect(sorted(await listsIn(text.trimEnd(), size))).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a series that cannot be read', () => {
  it.each([
    ['nothing', '', /^line 1: the file has no snapshot\.$/],
    ['empty lines', '\n\n', /^line 1: the file has no snapshot/],
    ['no JSON', lines(FIRST, 'id,name'), /^line 2: found "id,name", expected a JSON object\.$/],
    ['a cut line', lines(FIRST, '{"t":"2026-'), /^line 2: found "{\\"t\\":\\"2026-", expected/],
    ['no object', lines('["a"]'), /^line 1: found .* expected {"t", "ids"} or {"t", "add", "del"}\.$/],
    ['no list to begin with', lines('{"t":"2026-01-01","add":["a"]}'), /^line 1: found no "ids"/],
    ['no time', lines('{"ids":[]}'), /^line 1: "t" is no time, expected ISO 8601/],
    ['another time', lines('{"t":"yesterday","ids":[]}'), /^line 1: "t" is no time/],
    ['a time of no zone', lines('{"t":"2026-01-01T06:00:00","ids":[]}'), /^line 1: "t" is no time/],
    [
      'times out of order',
      lines(FIRST, '{"t":"2025-12-31"}'),
      /^line 2: its time 2025-12-31 is before 2026-01-01T06:00:00Z/,
    ],
    [
      'an id of no text',
      lines('{"t":"2026-01-01","ids":["a",7]}'),
      /^line 1: "ids\[1\]" is wrong, expected an array of ids/,
    ],
    ['an empty id', lines(FIRST, '{"t":"2026-01-02","add":[""]}'), /^line 2: "add\[0\]" is wrong/],
    ['an endless id', lines(`{"t":"2026-01-01","ids":["${'x'.repeat(2_049)}"]}`), /^line 1: "ids\[0\]" is wrong/],
    ['ids in no array', lines(FIRST, '{"t":"2026-01-02","del":"a"}'), /^line 2: "del" is wrong/],
    ['a stranger who left', lines(FIRST, '{"t":"2026-01-02","del":["z"]}'), /^line 2: "del" names "z", who is not on/],
    ['a stranger twice', lines(FIRST, '{"t":"2026-01-02","dup":["z"]}'), /^line 2: "dup" names "z"/],
  ])('says where and why: %s', async (_, file, message) => {
    expect(await problemIn(file)).toMatch(message);
    expect(await problemIn(packed(file))).toMatch(message);
  });

  it('shows no more than the beginning of a long line', async () => {
    expect(await problemIn(lines(FIRST, 'x'.repeat(5_000)))).toMatch(/^line 2: found "x{60}\.\.\.", expected/);
  });

  it('says so of bytes that are no text, and of a packed file that is cut or broken', async () => {
    expect(await problemIn(Uint8Array.from([0x7b, 0xff, 0xfe, 0x0a]))).toMatch(
      /^line 1: found bytes that are not UTF-8/,
    );
    const gz = packed(
      lines(FIRST, ...Array.from({ length: 2_000 }, (_, n) => `{"t":"2026-02-01","add":["${n * 7919}"]}`)),
    );
    expect(await problemIn(gz.subarray(0, gz.length - 9))).toMatch(/^line \d+: the file's compression breaks off/);
    expect(await problemIn(Uint8Array.from([0x1f, 0x8b, 1, 2, 3]))).toMatch(
      /^line 1: the file's compression breaks off/,
    );
  });

  it('says so of a line that does not end, before it fills the memory', async () => {
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode('{"t":"2026-01-01"}\n');
      for (;;) yield new Uint8Array(1_000).fill(0x20);
    };
    const read = async (source: AsyncIterable<Uint8Array>): Promise<number[]> => {
      const numbers: number[] = [];
      for await (const { number } of readLines(source, 10_000)) numbers.push(number);
      return numbers;
    };
    await expect(read(endless())).rejects.toThrow(/^line 2: found more than 10000 bytes, expected one snapshot a line/);
    const bomb = packed(`{"t":"2026-01-01"}\n${' '.repeat(20_000)}`);
    await expect(read(inChunks(bomb))).rejects.toThrow(/^line 2: found more than 10000 bytes/);
    await expect(read(inChunks(`${' '.repeat(9_999)}1\n${'2'.repeat(10_000)}`))).resolves.toEqual([1, 2]);
  });

  it('passes on what the disk says', async () => {
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield packed(lines(FIRST)).subarray(0, 20);
      throw new Error('the disk is gone');
    };
    const read = async (): Promise<void> => {
      for await (const _ of readSeries(broken()));
    };
    await expect(read()).rejects.toThrow('the disk is gone');
  });
});
