import { changesOfVersions } from '../storage/changes.ts';
import { type Db, getItem, putItem } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import { metaKey } from '../storage/keys.ts';
import { type ChangeEvent, changeEvent } from './change-event.ts';
import type { Publish } from './event-bus.ts';

/** Events in memory at a time. */
const BATCH = 500;

/**
 * Publishes the told changes of an audience that were not published yet, then remembers up to where. Cut off anywhere,
 * the next run goes on from what is remembered: an event may come twice, with the same id, and none is left out.
 * @param head as projected
 * @param before the version that was projected before this run: where it begins if nothing was ever published, so that
 *   switching it on tells nothing old
 * @throws whatever `publish` throws; nothing is remembered then
 */
export async function publishChanges(db: Db, head: Head, before: number, publish: Publish): Promise<void> {
  const key = metaKey(`PUBLISHED#${head.key}`);
  const item = await getItem(db, key, { consistent: true });
  const from = typeof item?.['version'] === 'number' ? item['version'] : before;
  // Where it begins is kept before anything can fail, or what fails now would be taken for old later.
  if (item === undefined) await putItem(db, key, { version: before }, { expression: 'attribute_not_exists(pk)' });
  if (from >= head.projectedVersion) return;
  let events: ChangeEvent[] = [];
  for await (const change of changesOfVersions(db, head, from, head.projectedVersion)) {
    events.push(changeEvent(change));
    if (events.length < BATCH) continue;
    await publish(events);
    events = [];
  }
  if (events.length > 0) await publish(events);
  await putItem(
    db,
    key,
    { version: head.projectedVersion },
    {
      expression: 'attribute_not_exists(pk) OR #v < :v',
      names: { '#v': 'version' },
      values: { ':v': head.projectedVersion },
    },
  );
}
