import type { RosterRow } from '../core/model.ts';
import type { Db } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import { readColumns } from './open-packed.ts';
import { MOST_ROWS } from './segment.ts';

/** Rows of the log that are in memory at a time: they lie all over it, so that each time the whole log is read. */
const LOG_ROWS_AT_ONCE = 10_000;
/** How often the log of an audience of many millions may be read; for them more rows are in memory. */
const MOST_READINGS = 20;
/** Rows of the base that are in memory at a time, besides. */
const ROWS_AT_ONCE = 2 * MOST_ROWS;

/**
 * As `readRows`, from a slot on, with some tens of thousands of rows in memory at a time.
 * @throws CorruptRosterError
 */
export async function* readPackedRows(db: Db, head: Head, from = 0): AsyncGenerator<RosterRow[]> {
  const { columns, each } = await readColumns(db, head);
  const { places, ids } = columns;
  const isInLog = (slot: number): boolean => places.partOf(slot) >= head.segments;
  let inLog = 0;
  for (let slot = from; slot < ids.size; slot += 1) if (isInLog(slot)) inLog += 1;
  const most = Math.max(LOG_ROWS_AT_ONCE, inLog / MOST_READINGS);
  for (let first = from; first < ids.size; ) {
    const logged: number[] = [];
    let end = first;
    for (; end < ids.size && logged.length < most; end += 1) if (isInLog(end)) logged.push(end);
    const rows = new Map<number, RosterRow>();
    const keep = async (slots: readonly number[]): Promise<void> => {
      for await (const some of each(slots)) for (const { slot, row } of some) rows.set(slot, row);
    };
    await keep(logged);
    for (let at = first; at < end; at += ROWS_AT_ONCE) {
      const slots = Array.from({ length: Math.min(ROWS_AT_ONCE, end - at) }, (_, n) => at + n);
      await keep(slots.filter((slot) => !isInLog(slot)));
      for (let some = 0; some < slots.length; some += MOST_ROWS) {
        yield slots.slice(some, some + MOST_ROWS).flatMap((slot) => {
          const row = rows.get(slot);
          rows.delete(slot);
          return row ?? [];
        });
      }
    }
    first = end;
  }
}
