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
