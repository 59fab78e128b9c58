import { batchGet, type Db, type Item } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import { baseKey, type Key } from '../storage/keys.ts';
import { giveBack } from '../storage/pack.ts';
import { sumOf } from './byte-sum.ts';
import { CorruptRosterError } from './errors.ts';
import { type OpenSegment, openSegment } from './segment.ts';

/** Segments that are read at a time. */
const SEGMENTS = 8;

/**
 * The segments of the base, without what the log says since. Each is there until the next one is asked for: as garbage
 * those of a large audience would take more memory than the roster, since they are large and nobody else's.
 * @param sum of all of them, if it is known (see `byte-sum.ts`)
 * @throws CorruptRosterError if a segment is missing for good or damaged, or, in the end, if they are others
 */
export async function* readBase(db: Db, head: Head, sum?: number): AsyncGenerator<OpenSegment> {
  let found = 0;
  for (let first = 0; first < head.segments; first += SEGMENTS) {
    const count = Math.min(SEGMENTS, head.segments - first);
    const numbers = Array.from({ length: count }, (_, n) => first + n);
    const items = await itemsOf(db, head, numbers);
    for (const [n, item] of items.entries()) {
      const { data } = item;
      if (sum !== undefined && data instanceof Uint8Array) found = sumOf([data], found);
      yield open(head, numbers[n] ?? 0, data);
      if (data instanceof Uint8Array) giveBack(data);
    }
  }
  if (sum !== undefined && sum !== found) throw new CorruptRosterError(head.key, 'the base is not what was written');
}

/** Some segments of the base, a few at a time. @throws CorruptRosterError as {@link readBase} */
export async function readSegments(db: Db, head: Head, numbers: readonly number[]): Promise<OpenSegment[]> {
  return (await itemsOf(db, head, numbers)).map((item, n) => open(head, numbers[n] ?? 0, item['data']));
}

async function itemsOf(db: Db, head: Head, numbers: readonly number[]): Promise<Item[]> {
  const keys = numbers.map((segment) => baseKey(head.key, head.generation, segment));
  return (await getSurely(db, keys)).map((item, n) => {
    if (item === undefined) throw new CorruptRosterError(head.key, `segment ${numbers[n]} of the base is missing`);
    return item;
  });
}

/** Items that must be there: if one is not, they are read again strongly. */
export async function getSurely(db: Db, keys: readonly Key[]): Promise<(Item | undefined)[]> {
  const items = await batchGet(db, keys);
  return items.includes(undefined) ? batchGet(db, keys, { consistent: true }) : items;
}

function open(head: Head, segment: number, data: unknown): OpenSegment {
  const damaged = (error: unknown): CorruptRosterError =>
    new CorruptRosterError(head.key, `segment ${segment} of the base is damaged`, { cause: error });
  const surely = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      throw damaged(error);
    }
  };
  const opened = surely(() => openSegment(data));
  return {
    get index() {
      return surely(() => opened.index);
    },
    rows: (places, known) => surely(() => opened.rows(places, known)),
    pick: (places, count, into) => surely(() => opened.pick(places, count, into)),
    letGo: opened.letGo,
  };
}
