import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cursorsFor } from '../../functions/history/cursor.ts';
import { Problem } from '../../functions/history/problem.ts';

const KEY = 'a-signing-key-of-forty-three-characters-xx';
const QUESTION = ['/v1/changes', ['alice'], [['kind', ['lost']]]];

/** What a caller is told: the parameter that is wrong. */
function refusalOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof Problem && error.status === 400) return error.errors?.[0]?.parameter;
    throw error;
  }
}

describe('a cursor', () => {
  it('gives back the position it was made from', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (position) => {
        const cursors = cursorsFor(KEY, QUESTION);
        expect(JSON.stringify(cursors.read(cursors.write(position)))).toBe(JSON.stringify(position));
      }),
    );
  });

  it('needs no encoding in an address', () => {
    expect(cursorsFor(KEY, QUESTION).write({ stop: 'ä/?', after: '~' })).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it('is refused by another question, owner or key', () => {
    const cursor = cursorsFor(KEY, QUESTION).write({ stop: 'alice' });
    const others = [
      cursorsFor(KEY, ['/v1/changes', ['bob'], [['kind', ['lost']]]]),
      cursorsFor(KEY, ['/v1/changes', ['alice'], [['kind', ['gained']]]]),
      cursorsFor(KEY, ['/v1/digests', ['alice'], [['kind', ['lost']]]]),
      cursorsFor(`${KEY}y`, QUESTION),
    ];
    expect(others.map((cursors) => refusalOf(() => cursors.read(cursor)))).toEqual(Array(4).fill('cursor'));
  });

  it('is refused once any character of it has been changed, added or left out', () => {
    const cursors = cursorsFor(KEY, QUESTION);
    const cursor = cursors.write({ stop: 'alice', after: '2026-03-01T00:00:00.000Z#x|3' });
    fc.assert(
      fc.property(fc.nat(cursor.length - 1), fc.constantFrom('A', 'B', '_', '', 'AA', '.', ' '), (at, other) => {
        const changed = cursor.slice(0, at) + other + cursor.slice(at + 1);
        fc.pre(changed !== cursor);
        expect(refusalOf(() => cursors.read(changed))).toBe('cursor');
      }),
    );
  });

  it('is refused when it is any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(refusalOf(() => cursorsFor(KEY, QUESTION).read(text))).toBe('cursor');
      }),
    );
  });
});
