import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Part, pageById, walk } from '../../functions/history/walk.ts';

type Places = Readonly<Record<string, readonly string[]>>;

function pageThrough(places: Places, position: unknown, limit: number, left = 5_000): Promise<Part<string>> {
  return walk(Object.keys(places).sort(), position, limit, { left }, async (stop, after, room) =>
    pageById(places[stop] ?? [], (id) => id, after, room),
  );
}

async function readAll(places: Places, limit: number, left?: number): Promise<{ seen: string[]; pages: number }> {
  const seen: string[] = [];
  let position: unknown;
  let pages = 0;
  do {
    const part = await pageThrough(places, position, limit, left);
    expect(part.items.length).toBeLessThanOrEqual(limit);
    seen.push(...part.items);
    // As a cursor would carry it.
    position = part.next === undefined ? undefined : JSON.parse(JSON.stringify(part.next));
    pages += 1;
    expect(pages).toBeLessThan(1_000);
  } while (position !== undefined);
  return { seen, pages };
}

const places = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,4}$/)), {
  maxKeys: 8,
});

describe('a walk over places', () => {
  it('reads everything exactly once, place after place, whatever the length of a page and the budget', async () => {
    await fc.assert(
      fc.asyncProperty(
        places,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 500 }),
        async (all, limit, left) => {
          const { seen } = await readAll(all, limit, left);
          expect(seen).toEqual(
            Object.keys(all)
              .sort()
              .flatMap((place) => [...(all[place] ?? [])].sort()),
          );
        },
      ),
    );
  });

  it('ends a page early when its budget is used up, and goes on with the next place', async () => {
    const part = await pageThrough({ a: ['1'], b: ['2'], c: ['3'] }, undefined, 10, 150);
    expect(part).toEqual({ items: ['1', '2'], next: { stop: 'c' } });
  });

  it('goes on behind a place that has gone since the page before', async () => {
    const first = await pageThrough({ a: ['1', '2'], b: ['3', '4'], c: ['5'] }, undefined, 3);
    expect(first.next).toEqual({ stop: 'b', after: '3' });
    const second = await pageThrough({ a: ['1', '2'], c: ['5'] }, first.next, 3);
    expect(second).toEqual({ items: ['5'] });
  });

  it('says that there is no more when the last page is exactly full', async () => {
    expect(await pageThrough({ a: ['1', '2'] }, undefined, 2)).toEqual({ items: ['1', '2'] });
  });
});
