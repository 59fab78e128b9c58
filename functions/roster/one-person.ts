import type { RosterRow } from '../core/model.ts';
import { batchGet, type Db } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import { baseKey } from '../storage/keys.ts';
import { CorruptRosterError } from './errors.ts';
import { readLog } from './read-log.ts';
import { decodeSegment } from './segment.ts';

/** Some segments of a base, in the order asked for. @throws CorruptRosterError if one is missing for good */
export async function readSegments(
  db: Db,
  head: Pick<Head, 'key' | 'generation'>,
  segments: readonly number[],
): Promise<RosterRow[][]> {
  const keys = segments.map((segment) => baseKey(head.key, head.generation, segment));
  const items = await batchGet(db, keys);
  const whole = items.includes(undefined) ? await batchGet(db, keys, { consistent: true }) : items;
  return whole.map((item, n) => {
    if (item === undefined) throw new CorruptRosterError(head.key, `segment ${segments[n]} of the base is missing`);
    return decodeSegment(item['data']);
  });
}

/**
 * What the log says since the base: rows as they are at `to`, and undefined for whoever was forgotten.
 * @param from exclusive; at least the base's version
 * @param to inclusive; the head's unless set
 */
export async function changedSince(
  db: Db,
  head: Head,
  from: number,
  to = head.version,
): Promise<Map<string, RosterRow | undefined>> {
  const changed = new Map<string, RosterRow | undefined>();
  for (const delta of await readLog(db, head, from)) {
    if (delta.version > to) break;
    for (const id of delta.drops) changed.set(id, undefined);
    for (const row of delta.puts) changed.set(row.id, row);
  }
  return changed;
}

/**
 * One person in the roster, without reading it whole.
 * @param segments of the base, where they may be; all of them if that is not known
 */
export async function findRow(
  db: Db,
  head: Head,
  id: string,
  segments: readonly number[] | undefined,
): Promise<RosterRow | undefined> {
  const changed = await changedSince(db, head, head.baseVersion);
  if (changed.has(id)) return changed.get(id);
  const all = segments ?? Array.from({ length: head.segments }, (_, n) => n);
  for (const rows of await readSegments(db, head, all)) {
    const row = rows.find((one) => one.id === id);
    if (row !== undefined) return row;
  }
  return undefined;
}
