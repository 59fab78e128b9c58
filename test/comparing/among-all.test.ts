import { describe, expect, it } from 'vitest';
import { findAmongAll } from '../../functions/comparing/among-all.ts';
import { unmarked } from '../../functions/comparing/elsewhere.ts';
import { IdList } from '../../functions/comparing/id-list.ts';
import { TextNumbers } from '../../functions/comparing/text-numbers.ts';

function listOf(ids: readonly number[]): IdList {
  const list = new IdList('decimal', new TextNumbers());
  list.reserve(ids.length);
  for (const id of ids) {
    list.words[list.size * 2 + 1] = id;
    list.size += 1;
  }
  return list;
}

describe('among all', () => {
  it.each([1, 5_000, 20_000, 2 ** 22])('whoever is in one list only is found, gathered about %i at a time', (most) => {
    const before = Array.from({ length: 40_000 }, (_, n) => n * 3);
    const after = before.filter((_, n) => n % 97 !== 5).reverse();
    after.push(7, 0, 8, 7);
    const found = { before: new Uint8Array(before.length), after: new Uint8Array(after.length), count: 0 };
    findAmongAll(listOf(before), listOf(after), found, most);
    expect([...unmarked(found.before)].map((place) => before[place])).toEqual(before.filter((_, n) => n % 97 === 5));
    expect([...unmarked(found.after)].map((place) => after[place])).toEqual([7, 8]);
  });
});
