import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareLists, type IdSource } from '../../functions/comparing/compare-lists.ts';
import { IdListFormatError } from '../../functions/comparing/errors.ts';
import { anyText } from '../roster/people.ts';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const plc = fc
  .array(fc.constantFrom(...BASE32), { minLength: 24, maxLength: 24 })
  .map((characters) => `did:plc:${characters.join('')}`);
/** Nearly ids of a form, at its limits, or nothing like it. */
const junk = fc.constantFrom(
  ...['0', '00', '007', '-1', '+5', '1 ', ' 1', '1a', '١٢', 'x', 'ä', '9999999', '99999999', '100000000', '16777216'],
  ...['2147483648', '4294967296', '9007199254740993', '999999999999999999', '9223372036854775807'],
  ...[
    '9223372036854775808',
    '9223372036854775809',
    '18446744073709551615',
    '9999999999999999999',
    '12345678901234567890',
  ],
  ...['did:plc:', `did:plc:${'a'.repeat(23)}`, `did:plc:${'a'.repeat(25)}`, `did:plc:${'a'.repeat(23)}1`],
  ...[
    `did:plc:${'a'.repeat(23)}8`,
    `did:plc:${'A'.repeat(24)}`,
    `did:web:${'a'.repeat(24)}`,
    `did:plc:${'z7'.repeat(12)}`,
  ],
  ...[`did:plc:${'{'.repeat(24)}`, `did:plc:${'`'.repeat(24)}`, `did:plc:${'ü'.repeat(12)}`, '/0', ':0', '12\u00001'],
  // As long as a number, with bytes that overflow.
  ...['ü23456789012345678', 'ü2345678', 'üü', '1234567ü9012345678', '123456789012345ü'],
  ...['https://server.example/users/ada', '\u2028', 'null', '1\r2'],
);
const decimal = fc.oneof(fc.nat(30).map(String), fc.bigInt(0n, 2n ** 64n).map(String));
const text = anyText.map((one) => one.toWellFormed().replace(/[\r\n\uFEFF]/g, '')).filter((one) => one !== '');
const forms = {
  decimal,
  plc: fc.oneof(
    plc,
    fc.constantFrom(...'abc').map((one) => `did:plc:${one.repeat(24)}`),
  ),
  text,
};
/** Mostly of one form, as lists are, and sometimes of any. */
const pools = fc
  .constantFrom(forms.decimal, forms.plc, fc.oneof(decimal, plc, text))
  .chain((form) =>
    fc.array(fc.oneof({ weight: 9, arbitrary: form }, { weight: 1, arbitrary: junk }), { minLength: 1, maxLength: 40 }),
  );
/** Two lists of ids from one pool: in order, but for some; with duplicates; of any length. */
const lists = pools.chain((pool) => {
  const list = fc.oneof(
    fc.array(fc.constantFrom(...pool), { maxLength: 80 }),
    fc.subarray(pool),
    fc.shuffledSubarray(pool),
    fc.subarray(pool).chain((some) => fc.subarray(some).map((again) => [...some, ...again])),
  );
  return fc.tuple(list, list);
});
/** A list and what becomes of it by a few changes; each may name somebody twice. */
const edits = fc.array(
  fc.record({
    how: fc.constantFrom('drop', 'double', 'add', 'move'),
    from: fc.nat(),
    to: fc.nat(),
    id: fc.oneof(forms.decimal, forms.plc, junk),
  }),
  { maxLength: 3 },
);
const changed = (
  list: readonly string[],
  changes: ReadonlyArray<{ how: string; from: number; to: number; id: string }>,
) => {
  const after = [...list];
  for (const { how, from, to, id } of changes) {
    const [taken = id] = how === 'add' ? [] : after.slice(from % (after.length + 1)).slice(0, 1);
    if (how === 'drop' || how === 'move') after.splice(from % (after.length + 1), 1);
    if (how !== 'drop') after.splice(to % (after.length + 1), 0, taken);
  }
  return after;
};
const nearLists = fc
  .tuple(fc.constantFrom(forms.decimal, forms.plc, forms.text), edits, edits)
  .chain(([form, before, after]) =>
    fc
      .uniqueArray(form, { minLength: 40, maxLength: 60 })
      .map((list): [string[], string[]] => [changed(list, before), changed(list, after)]),
  );
const ends = fc.constantFrom('\n', '\r\n', '\n\n', '\r\n\n');

function sourceOf(bytes: Uint8Array, piece: number, size = bytes.length): IdSource {
  const open = () => {
    let from = 0;
    return (into: Uint8Array): number => {
      const some = bytes.subarray(from, from + Math.min(piece, into.length));
      into.set(some);
      from += some.length;
      return some.length;
    };
  };
  return { open, size };
}

const bytesOf = (ids: readonly string[], end: string, isEnded = true): Uint8Array =>
  Buffer.from(ids.join(end) + (isEnded && ids.length > 0 ? end : ''));

/** Numbers of two digits as ids. */
const tens = (first: number, end: number): string[] => Array.from({ length: end - first }, (_, n) => String(first + n));

/** In step, if they are, and by parts, as what can be read once only; both must come to the same. */
function compare(before: Uint8Array, after: Uint8Array, piece = 1_000, longest = 4_096) {
  const [one, other] = [undefined, 0].map((size) => {
    const { lost, gained } = compareLists(sourceOf(before, piece, size), sourceOf(after, piece, size), longest);
    return { lost: [...lost], gained: [...gained] };
  });
  expect(one).toEqual(other);
  return one;
}

/** Notes each time that it is opened, and each 10,000 bytes that are read. */
function notedSource(name: string, ids: readonly string[], read: string[]): IdSource {
  const { open, size } = sourceOf(bytesOf(ids, '\n'), 10_000);
  const noted = (): ReturnType<typeof open> => {
    const next = open();
    read.push(`${name} opened`);
    return (into) => {
      read.push(name);
      return next(into);
    };
  };
  return { open: noted, size };
}

/** The same by sets, one id at a time. */
function told(before: readonly string[], after: readonly string[]) {
  const missing = (ids: readonly string[], others: readonly string[]) => {
    const known = new Set(others);
    return [...new Set(ids)].filter((id) => !known.has(id));
  };
  return { lost: missing(before, after), gained: missing(after, before) };
}

describe('two lists of ids', () => {
  it('come to what sets say: any ids in any order, with duplicates, however lines end and bytes are cut', () => {
    fc.assert(
      fc.property(
        ...([
          fc.oneof(lists, nearLists),
          ends,
          fc.boolean(),
          fc.integer({ min: 1, max: 70 }),
          fc.integer({ min: 200, max: 400 }),
        ] as const),
        ([before, after], end, isEnded, piece, longest) => {
          const difference = compare(bytesOf(before, end, isEnded), bytesOf(after, end, isEnded), piece, longest);
          expect(difference).toEqual(told(before, after));
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it('come to the same when they are long: in order, in none, backwards, with whole stretches gone or new', () => {
    fc.assert(
      fc.property(fc.constantFrom('decimal', 'plc', 'text'), fc.integer(), (form, seed) => {
        const random = mulberry(seed);
        const ids = Array.from({ length: 4_000 }, (_, n) => longIdOf(form, n));
        const stays = stretches(random, ids.length);
        const after = ids.filter((_, n) => stays[n]);
        const newcomers = Array.from({ length: Math.floor(random() ** 4 * 3_000) }, (_, n) =>
          longIdOf(form, 100_000 + n),
        );
        after.splice(random() < 0.5 ? 0 : Math.floor(random() * after.length), 0, ...newcomers);
        const how = Math.floor(random() * 4);
        if (how === 1) after.reverse();
        if (how === 2) after.sort(() => random() - 0.5);
        if (how === 3) after.push(...after.slice(100, 200), ...ids.slice(300, 400));
        const before = how === 3 ? [...ids, ...ids.slice(50, 80)] : ids;
        expect(compare(bytesOf(before, '\n'), bytesOf(after, '\n'), 10_000)).toEqual(told(before, after));
      }),
      { numRuns: 25 },
    );
  });

  it('in no order are told in theirs, whether or not anybody knows how long they are', () => {
    const ids = Array.from({ length: 30_000 }, (_, n) => longIdOf('decimal', (n * 7_919) % 30_000));
    const after = ['9', ...ids.filter((_, n) => n % 97 !== 5).reverse(), '8', '7', '8', 'a', '7'];
    const [before, listed] = [bytesOf(ids, '\n'), bytesOf(after, '\n')];
    const expected = { lost: ids.filter((_, n) => n % 97 === 5), gained: ['9', '8', '7', 'a'] };
    expect(compare(before, listed, 65_536)).toEqual(expected);
  });

  it('that can be read once only are opened once', () => {
    const once = (text: string): IdSource => {
      const { open } = sourceOf(Buffer.from(text), 10, 0);
      let opened = 0;
      return { open: () => (++opened === 1 ? open() : expect.fail('It was opened again.')), size: 0 };
    };
    const { lost, gained } = compareLists(once('1\n2\n3\n'), once('1\n3\n4\n'));
    expect([[...lost], [...gained]]).toEqual([['2'], ['4']]);
  });

  it('in the same order are read and not packed, though a hundred of a thousand left and a hundred are new', () => {
    const ids = Array.from({ length: 1_100 }, (_, n) => longIdOf('plc', n));
    const read: string[] = [];
    const before = notedSource('before', ids.slice(100), read);
    const { lost } = compareLists(before, notedSource('after', ids.slice(0, 1_000), read));
    expect([...lost]).toEqual(ids.slice(1_000));
    expect(read.filter((one) => one.endsWith('opened'))).toEqual(['before opened', 'after opened', 'before opened']);
  });

  it('in no order are not held against each other to the end before they are packed', () => {
    const shuffled = (by: number) => Array.from({ length: 60_000 }, (_, n) => longIdOf('decimal', (n * by) % 60_000));
    const read: string[] = [];
    compareLists(notedSource('before', shuffled(7_919), read), notedSource('after', shuffled(48_611), read), 16_384);
    const untilAgain = read.lastIndexOf('before opened');
    expect(untilAgain).toBeGreaterThan(0);
    expect(untilAgain).toBeLessThan(read.length / 10);
  });

  it('that are the same are read once', () => {
    const ids = Array.from({ length: 1_000 }, (_, n) => longIdOf('plc', n));
    const read: string[] = [];
    compareLists(notedSource('before', ids, read), notedSource('after', ids, read));
    expect(read.filter((one) => one.endsWith('opened'))).toEqual(['before opened', 'after opened']);
  });

  it('that somebody writes to meanwhile are told in some way, and come to an end', () => {
    fc.assert(
      fc.property(
        ...([
          nearLists,
          fc.array(fc.string({ maxLength: 100 }), { maxLength: 60 }),
          ends,
          fc.integer({ min: 1, max: 70 }),
        ] as const),
        ([before, after], rewritten, end, piece) => {
          const opens = [before, rewritten].map((ids) => sourceOf(bytesOf(ids, end), piece).open);
          const list: IdSource = { open: () => opens.shift()?.() ?? expect.fail('It was opened again.'), size: 1_000 };
          const { lost, gained } = compareLists(list, sourceOf(bytesOf(after, end), piece), 250);
          for (const id of lost) expect(before).toContain(id);
          for (const id of gained) expect(after).toContain(id);
        },
      ),
      {
        numRuns: 300,
        // Whoever was left over has been overwritten with one long line.
        examples: [[[tens(10, 60), [...tens(10, 30), ...tens(31, 60)]], ['x'.repeat(240), ...tens(10, 60)], '\n', 70]],
      },
    );
  });

  it('may be empty, or nothing but ends of lines, and need not say how long they are', () => {
    const empty = new Uint8Array(0);
    expect(compare(empty, empty)).toEqual({ lost: [], gained: [] });
    expect(compare(empty, Buffer.from('\r\n\n1\n\n2'))).toEqual({ lost: [], gained: ['1', '2'] });
    expect(compare(Buffer.from('1\n2\n\n'), Buffer.from('\n\n'))).toEqual({ lost: ['1', '2'], gained: [] });
    expect(compare(Buffer.from('5\n6\n'), Buffer.from('6'), 1)).toEqual({ lost: ['5'], gained: [] });
  });

  it('are the same with and without a byte order mark', () => {
    expect(compare(Buffer.from('\uFEFF1\n2\n'), Buffer.from('1\n2\n'))).toEqual({ lost: [], gained: [] });
  });

  it('tell bytes apart that are no text, as they are', () => {
    const before = Buffer.from([0xff, 10, 0xfe, 10]);
    expect(compare(before, Buffer.from([0xfe, 10, 0xfd, 10]))).toEqual({ lost: ['\uFFFD'], gained: ['\uFFFD'] });
  });

  it('are refused when a line is too long to be an id', () => {
    const long = Buffer.from(`1\n${'2'.repeat(50)}\n3\n`);
    expect(compare(long, Buffer.from('1\n3'), 7, 51)).toEqual({ lost: ['2'.repeat(50)], gained: [] });
    expect(() => compare(long, Buffer.from('1\n'), 7, 50)).toThrow(IdListFormatError);
    expect(() => compare(Buffer.from('1\n'), long, 7, 50)).toThrow(/more than 50 bytes/);
  });
});

function longIdOf(form: string, n: number): string {
  if (form === 'decimal') return String(10n ** 17n + BigInt(n * 7));
  if (form === 'text') return `https://server.example/users/${n}`;
  return `did:plc:${BASE32[n & 31]}${BASE32[(n >> 5) & 31]}${BASE32[(n >> 10) & 31]}${BASE32[(n >> 15) & 31]}${'q3'.repeat(10)}`;
}

/** Who stays: most, but for some stretches of up to 500. */
function stretches(random: () => number, length: number): boolean[] {
  const stays = new Array<boolean>(length).fill(true);
  for (let gone = Math.floor(random() * 20); gone > 0; gone -= 1) {
    const from = Math.floor(random() * length);
    stays.fill(false, from, from + Math.floor(random() ** 4 * 500) + 1);
  }
  return stays;
}

/** Numbers from 0 to 1, the same for the same seed. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}
