import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonList } from '../../functions/roster/json-list.ts';
import { letGo } from '../../functions/roster/typed-memory.ts';

test('a list that was long, or was let go, is filled again', () => {
  const list = new JsonList();
  for (let round = 0; round < 2; round += 1) {
    // More than is kept for the next time.
    for (let n = 0; n < 300; n += 1) list.push('x'.repeat(20_000));
    expect(JSON.parse(list.toText())).toHaveLength(300);
    list.clear();
  }
  list.letGo();
  list.letGo();
  expect(list.toText()).toBe('[]');
  list.push({ a: 1 });
  expect(list.toText()).toBe('[{"a":1}]');
});

test('a value that is written piece by piece is as one that is pushed, however much there is', () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  const ascii = fc.stringMatching(/^[a-z ]*$/);
  const value = fc.record({ number: fc.nat(2 ** 32 - 1), text, ascii, isWritten: fc.boolean() });
  const words = (some: string): DataView => {
    const view = new DataView(new ArrayBuffer(some.length + 4));
    for (const [n, byte] of Buffer.from(some, 'latin1').entries()) view.setUint8(n, byte);
    return view;
  };
  fc.assert(
    fc.property(fc.array(value, { maxLength: 30 }), fc.constantFrom(1, 700), (values, times) => {
      const list = new JsonList();
      const pushed: unknown[] = [];
      for (let time = 0; time < times; time += 1) {
        for (const { number, text, ascii, isWritten } of values) {
          pushed.push([number, ascii, text]);
          if (isWritten) {
            list.begin();
            for (const piece of ['[', number, `,"${ascii}",`]) {
              if (typeof piece === 'number') list.number(piece);
              else list.copy(words(piece), 0, piece.length);
            }
            list.value(text);
            list.copy(words('[]'), 1, 2);
          } else list.push([number, ascii, text]);
        }
      }
      expect(list.length).toBe(pushed.length);
      expect(list.toText()).toBe(JSON.stringify(pushed));
    }),
    { numRuns: 40 },
  );
});

test('a piece may end where the room does, or be longer than it', () => {
  const room = 16 * 1024;
  const view = new DataView(new Uint8Array(2 * room + 4).fill(0x31).buffer);
  for (const size of [...Array.from({ length: 12 }, (_, n) => room - 10 + n), 2 * room - 1]) {
    const list = new JsonList();
    for (let time = 1; time < 3; time += 1) {
      list.begin();
      list.copy(view, 0, size);
      expect(list.toText()).toBe(`[${Array.from({ length: time }, () => '1'.repeat(size)).join(',')}]`);
    }
  }
});

test.each([new Uint8Array(9), new Uint16Array(9), new Uint32Array(9), new Float64Array(9), Buffer.alloc(9_000)])(
  'memory that is given back leaves an empty one of its kind that can be worked with',
  (values) => {
    const empty = letGo(values);
    expect(values.length).toBe(0);
    expect(empty.constructor).toBe(values.constructor);
    expect(empty.subarray(0, 0)).toHaveLength(0);
    expect(letGo(values)).toBe(values);
  },
);
