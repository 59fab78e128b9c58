import type { RosterRow } from '../core/model.ts';
import { batchGet, type Db, putItem } from '../storage/db.ts';
import type { Claim } from '../storage/heads.ts';
import type { Head } from '../storage/items.ts';
import { baseKey, generationKey } from '../storage/keys.ts';
import { CorruptRosterError } from './errors.ts';
import { decodeSegment, encodeSegment, MOST_ROWS } from './segment.ts';
import { encodeInParts } from './split.ts';
import { writeParts } from './write-once.ts';

/** Segments that are read at a time. */
const SEGMENTS = 8;

/** Where a whole roster was written to; the head adopts it or it stays an orphan. */
export type BaseFields = Pick<Head, 'generation' | 'segments' | 'baseVersion' | 'baseBytes' | 'logBytes'>;

/**
 * Writes `rows` as a base of their own for `version`. Its announcement comes first, so that a generation that was cut
 * off can be found and removed.
 */
export async function writeBase(
  db: Db,
  claim: Claim,
  version: number,
  rows: readonly RosterRow[],
): Promise<BaseFields> {
  const { key } = claim.head;
  const generation = `g${version}-${claim.fence}`;
  const segments = encodeInParts(rows, MOST_ROWS, encodeSegment);
  await putItem(db, generationKey(key, generation), {
    fence: claim.fence,
    segments: segments.length,
    until: claim.head.leaseUntil ?? 0,
  });
  await writeParts(
    db,
    segments.map(({ data }, segment) => ({ key: baseKey(key, generation, segment), attributes: { data } })),
  );
  const baseBytes = segments.reduce((sum, { data }) => sum + data.byteLength, 0);
  return { generation, segments: segments.length, baseVersion: version, baseBytes, logBytes: 0 };
}

/**
 * The rows of the base, segment by segment, without what the log says since.
 * @throws CorruptRosterError if a segment is missing for good or damaged
 */
export async function* readBase(db: Db, head: Head): AsyncGenerator<RosterRow[]> {
  for (let first = 0; first < head.segments; first += SEGMENTS) {
    const count = Math.min(SEGMENTS, head.segments - first);
    const keys = Array.from({ length: count }, (_, n) => baseKey(head.key, head.generation, first + n));
    const items = await batchGet(db, keys);
    const isMissing = items.some((item) => item === undefined);
    const whole = isMissing ? await batchGet(db, keys, { consistent: true }) : items;
    for (const [n, item] of whole.entries()) {
      if (item === undefined) throw new CorruptRosterError(head.key, `segment ${first + n} of the base is missing`);
      yield decode(head, first + n, item['data']);
    }
  }
}

function decode(head: Head, segment: number, data: unknown): RosterRow[] {
  try {
    return decodeSegment(data);
  } catch (error) {
    throw new CorruptRosterError(head.key, `segment ${segment} of the base is damaged`, { cause: error });
  }
}
