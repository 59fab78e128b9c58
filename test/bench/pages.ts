import { shuffle } from './shuffle.ts';
import type { PersonView, World } from './world.ts';

/** The audience as a network lists it, in pages. @param order by default newest first */
export function* pagesOf(
  world: World,
  size: number,
  order: Iterable<number> = world.listed(),
): Generator<PersonView[]> {
  let page: PersonView[] = [];
  for (const who of order) {
    page.push(world.viewOf(who));
    if (page.length < size) continue;
    yield page;
    page = [];
  }
  yield page;
}

/** Everybody, in no order: the same each time. */
export function inNoOrder(world: World): Uint32Array {
  const all = Uint32Array.from(world.listed());
  shuffle(all, 1);
  return all;
}
