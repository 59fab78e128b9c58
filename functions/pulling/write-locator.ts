import { readBase } from '../roster/base.ts';
import type { Db } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import { hasLocator, LocatorWriter } from '../storage/locators.ts';

/** A base of fewer segments is read whole when one person is asked for. */
const LEAST_SEGMENTS = 8;

/** Makes the locator of a large base once, when the base is new. */
export async function writeLocator(db: Db, head: Head): Promise<void> {
  if (head.segments <= LEAST_SEGMENTS || (await hasLocator(db, head.key, head.generation))) return;
  const { present, missing, held, hidden, lost } = head.counts;
  const writer = new LocatorWriter(present + missing + held + hidden + lost);
  let segment = 0;
  for await (const { index } of readBase(db, head)) {
    for (const place of index.states.keys()) writer.add(index.ids.at(place), segment);
    segment += 1;
  }
  await writer.write(db, head.key, head.generation);
}
