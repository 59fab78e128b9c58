import type { PersonView, World } from './world.ts';

/** The audience as a network lists it, in pages. */
export function* pagesOf(world: World, size: number): Generator<PersonView[]> {
  let page: PersonView[] = [];
  for (const who of world.listed()) {
    page.push(world.viewOf(who));
    if (page.length < size) continue;
    yield page;
    page = [];
  }
  yield page;
}
