/** Somebody who could come to a table: where they live and what they are or care about. */
export interface Guest {
  readonly personId: string;
  /** The town, unambiguously: name and country. */
  readonly town: string;
  /** Segments and shared interests, organisations, projects: whoever has one in common is kindred. */
  readonly ground: readonly string[];
}

/** One table for all, instead of many coffees. */
export interface Table {
  readonly town: string;
  /** What they have in common. */
  readonly ground: string;
  /** In the order given: best first. */
  readonly personIds: readonly string[];
}

/** Fewer are a coffee each. */
const FEWEST = 3;
/** More don't hear each other at a table. */
const MOST = 8;

/**
 * Where three or more kindred people share a town: one table for all instead of many coffees. Each sits at one table
 * at most, the largest that they fit at; ties go to the town and ground that come first in the alphabet.
 * @param guests best first, each once
 */
export function tables(guests: Iterable<Guest>): readonly Table[] {
  const groups = new Map<string, { town: string; ground: string; ids: string[] }>();
  for (const { personId, town, ground } of guests) {
    for (const one of new Set(ground)) {
      const key = `${town}\n${one}`;
      const group = groups.get(key) ?? { town, ground: one, ids: [] };
      groups.set(key, group);
      group.ids.push(personId);
    }
  }
  const seated = new Set<string>();
  const found: Table[] = [];
  const bySize = [...groups].sort(([a, { ids: x }], [b, { ids: y }]) => y.length - x.length || (a < b ? -1 : 1));
  for (const [, { town, ground, ids }] of bySize) {
    const free = ids.filter((id) => !seated.has(id)).slice(0, MOST);
    if (free.length < FEWEST) continue;
    for (const id of free) seated.add(id);
    found.push({ town, ground, personIds: free });
  }
  return found;
}
