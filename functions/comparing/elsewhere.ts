import { findAmongAll } from './among-all.ts';
import type { IdList } from './id-list.ts';
import type { Found } from './in-step.ts';
import { OF_AFTER, putRow, roomForRows } from './rows.ts';
import { SameIds } from './same-ids.ts';

/** Up to this part of both lists may be left over for them to be looked for among all others. */
const FEW = 1 / 8;

/**
 * Finds the rest: whoever is left over though the other list has them elsewhere, and whoever is named once more. What is
 * not marked afterwards is in one list only, and named there for the first time.
 */
export function findElsewhere(before: IdList, after: IdList, found: Found): void {
  const all = before.size + after.size;
  const left = all - 2 * found.count;
  if (left > all * FEW) findAmongAll(before, after, found);
  else if (left > 0) findFew(before, after, found, left);
}

/** Everybody else passes by the few who are left: they may be named a second time among these. */
function findFew(before: IdList, after: IdList, found: Found, left: number): void {
  const rows = roomForRows(left, before.width);
  let count = 0;
  for (const place of unmarked(found.before)) putRow(rows, count++, before, place, 0);
  for (const place of unmarked(found.after)) putRow(rows, count++, after, place, OF_AFTER);
  const few = new SameIds(rows, before.width, left);
  few.take(0, left);
  const filter = few.filter();
  let from = 0;
  for (const place of unmarked(found.before)) {
    few.meet(filter, before, from, place);
    from = place + 1;
  }
  few.meet(filter, before, from, before.size);
  found.before.fill(1);
  found.after.fill(1);
  few.tell(found);
}

/** Places that are not marked. */
export function* unmarked(found: Uint8Array): Generator<number> {
  for (let place = found.indexOf(0); place !== -1; place = found.indexOf(0, place + 1)) yield place;
}
