import { describe, expect, it } from 'vitest';
import { Life, pagesOf } from '../core/model-life.ts';
import { listed, NOW } from '../roster/people.ts';

const DAY = 86_400_000;
const ids = (...names: string[]) => [names.map((name) => listed(name))];
const many = (count: number, name: (n: number) => string) =>
  pagesOf(
    Array.from({ length: count }, (_, n) => listed(name(n))),
    10,
  );

function lived(...lists: readonly ReturnType<typeof ids>[]): boolean[] {
  const life = new Life('members');
  return lists.map((pages, n) => life.pull(pages, NOW + n * DAY).accepted);
}

describe('a walk that is judged', () => {
  it('is refused where everybody has another kind of id', () => {
    expect(lived(ids('anna', 'bert'), ids('1', '2'))).toEqual([true, false]);
    expect(lived(ids('1', '2'), ids('did:plc:a', 'did:plc:b'))).toEqual([true, false]);
  });

  it('is taken where one newcomer’s name looks like another kind of id', () => {
    expect(lived(ids('anna', 'bert'), ids('anna', 'bert', '12345'))).toEqual([true, true]);
    expect(lived(ids('anna', '12345'), ids('anna', 'did:plc:x'))).toEqual([true, true]);
  });

  it('is refused where hardly anybody of before is in it', () => {
    expect(
      lived(
        many(40, (n) => `a${n}`),
        many(40, (n) => `b${n}`),
      ),
    ).toEqual([true, false]);
    expect(
      lived(
        many(40, (n) => `a${n}`),
        many(40, (n) => (n < 20 ? `a${n}` : `b${n}`)),
      ),
    ).toEqual([true, true]);
  });

  it('is refused where it is empty and somebody was there, and not where nobody was', () => {
    expect(lived(ids(), ids(), ids('anna'), ids())).toEqual([true, true, true, false]);
  });

  it('does not expect whoever was lost', () => {
    const life = new Life('members');
    life.pull(ids('anna', 'bert'), NOW);
    life.pull(ids('bert'), NOW + DAY);
    expect(life.pull(ids('bert'), NOW + 2 * DAY)).toMatchObject({ accepted: true, decision: { changes: [] } });
    expect(life.members).toBe(1);
  });
});
