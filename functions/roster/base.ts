import { batchGet, type Db, type Item } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import { baseKey, type Key } from '../storage/keys.ts';
import { CorruptRosterError } from './errors.ts';
import { type OpenSegment, openSegment } from './segment.ts';

/** Segments that are read at a time. */
const SEGMENTS = 8;

/**
 * The segments of the base, without what the log says since.
 * @throws CorruptRosterError if a segment is missing for good or damaged
 */
export async function* readBase(db: Db, head: Head): AsyncGenerator<OpenSegment> {
  for (let first = 0; first < head.segments; first += SEGMENTS) {
    const count = Math.min(SEGMENTS, head.segments - first);
    const numbers = Array.from({ length: count }, (_, n) => first + n);
    yield* await readSegments(db, head, numbers);
  }
}

/** Some segments of the base, a few at a time. @throws CorruptRosterError as {@link readBase} */
export async function readSegments(db: Db, head: Head, numbers: readonly number[]): Promise<OpenSegment[]> {
  const keys = numbers.map((segment) => baseKey(head.key, head.generation, segment));
  const items = await getSurely(db, keys);
  return items.map((item, n) => {
    if (item === undefined) throw new CorruptRosterError(head.key, `segment ${numbers[n]} of the base is missing`);
    return open(head, numbers[n] ?? 0, item['data']);
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
    pick: (places, count, isPacked) => surely(() => opened.pick(places, count, isPacked)),
  };
}
