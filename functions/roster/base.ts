import type { RosterRow } from '../core/model.ts';
import { batchGet, type Db, type Item, putItem } from '../storage/db.ts';
import type { Claim } from '../storage/heads.ts';
import type { Head } from '../storage/items.ts';
import { baseKey, generationKey, type Key } from '../storage/keys.ts';
import { CorruptRosterError } from './errors.ts';
import { encodeSegment, MOST_ROWS, type OpenSegment, openSegment } from './segment.ts';
import { encodeInParts } from './split.ts';
import { writeParts } from './write-once.ts';

/** Segments that are read at a time. */
const SEGMENTS = 8;

/** Where a whole roster was written to; the head adopts it or it stays an orphan. */
export type BaseFields = Pick<Head, 'generation' | 'segments' | 'baseVersion' | 'baseBytes' | 'logBytes'>;

/**
 * Writes a base of its own for `version`, batch by batch: what was written is let go. It is announced first and again
 * before each batch, with as many segments as there will be by then, so that a generation that was cut off can be found
 * and removed.
 * @param batches rows in order, some tens of thousands at a time
 */
export async function writeBase(
  db: Db,
  claim: Claim,
  version: number,
  batches: AsyncIterable<readonly RosterRow[]> | Iterable<readonly RosterRow[]>,
): Promise<BaseFields> {
  const { key } = claim.head;
  const generation = `g${version}-${claim.fence}`;
  const announce = (count: number): Promise<boolean> =>
    putItem(db, generationKey(key, generation), {
      fence: claim.fence,
      segments: count,
      until: claim.head.leaseUntil ?? 0,
    });
  let segments = 0;
  let baseBytes = 0;
  for await (const rows of batches) {
    const parts = encodeInParts(rows, MOST_ROWS, encodeSegment);
    if (parts.length === 0) continue;
    await announce(segments + parts.length);
    const first = segments;
    await writeParts(
      db,
      parts.map(({ data }, n) => ({ key: baseKey(key, generation, first + n), attributes: { data } })),
    );
    segments += parts.length;
    baseBytes += parts.reduce((sum, { data }) => sum + data.byteLength, 0);
  }
  if (segments === 0) await announce(0);
  return { generation, segments, baseVersion: version, baseBytes, logBytes: 0 };
}

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
  try {
    const opened = openSegment(data);
    return {
      index: opened.index,
      rows: (places) => {
        try {
          return opened.rows(places);
        } catch (error) {
          throw damaged(error);
        }
      },
    };
  } catch (error) {
    throw damaged(error);
  }
}
