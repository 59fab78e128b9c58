import { createHash } from 'node:crypto';
import { batchGet, batchWrite, type Db, getItem, putItem, type Write } from './db.ts';
import { locatorKey } from './keys.ts';

/**
 * Which segment of a large base somebody is in: for each id four bytes of its hash and two of the segment's number, in
 * buckets by the hash's beginning. One item is read instead of thousands; a hash that two people share costs a segment
 * that is read in vain. Bases of few segments have none: they are read whole.
 */

/** People in one bucket, about: 30,000 × 6 bytes are 180 KB. */
const BUCKET = 30_000;
const ENTRY_BYTES = 6;

/** Bucket 0 also says how many there are. */
const headAt = (key: string, generation: string) => locatorKey(key, generation, 0);

/** Collects where everybody is, then writes it; the first bucket goes last, so that one that was cut off is none. */
export class LocatorWriter {
  private readonly buckets: number;
  private readonly entries: Buffer[][];

  /** @param people how many there are, about */
  constructor(people: number) {
    this.buckets = Math.max(1, Math.ceil(people / BUCKET));
    this.entries = Array.from({ length: this.buckets }, () => []);
  }

  add(id: string, segment: number): void {
    const hash = hashOf(id);
    const entry = Buffer.alloc(ENTRY_BYTES);
    hash.copy(entry, 0, 4, 8);
    entry.writeUInt16BE(segment, 4);
    this.entries[bucketOf(hash, this.buckets)]?.push(entry);
  }

  async write(db: Db, key: string, generation: string): Promise<void> {
    for (const bucket of [...this.entries.keys()].reverse()) {
      const data = Buffer.concat(this.entries[bucket] ?? []);
      await putItem(db, locatorKey(key, generation, bucket), { data, buckets: this.buckets });
    }
  }
}

/** Segments that may hold somebody, nearly always one or none; undefined if the base has no locator (yet). */
export async function locate(db: Db, key: string, generation: string, id: string): Promise<number[] | undefined> {
  const buckets = await bucketsOf(db, key, generation);
  if (buckets === undefined) return undefined;
  const hash = hashOf(id);
  const item = await getItem(db, locatorKey(key, generation, bucketOf(hash, buckets)));
  const data = item?.['data'];
  if (!(data instanceof Uint8Array)) return undefined;
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const wanted = hash.readUInt32BE(4);
  const segments: number[] = [];
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    if (bytes.readUInt32BE(at) === wanted) segments.push(bytes.readUInt16BE(at + 4));
  }
  return [...new Set(segments)];
}

export async function hasLocator(db: Db, key: string, generation: string): Promise<boolean> {
  return (await bucketsOf(db, key, generation)) !== undefined;
}

/** Removes the locator of a base that has been replaced. */
export async function removeLocator(db: Db, key: string, generation: string): Promise<void> {
  const buckets = await bucketsOf(db, key, generation);
  if (buckets === undefined) return;
  const writes: Write[] = Array.from({ length: buckets }, (_, bucket) => ({
    delete: locatorKey(key, generation, buckets - 1 - bucket),
  }));
  await batchWrite(db, writes);
}

async function bucketsOf(db: Db, key: string, generation: string): Promise<number | undefined> {
  const [item] = await batchGet(db, [headAt(key, generation)]);
  const buckets = item?.['buckets'];
  return typeof buckets === 'number' ? buckets : undefined;
}

function hashOf(id: string): Buffer {
  return createHash('sha256').update(id).digest();
}

function bucketOf(hash: Buffer, buckets: number): number {
  return hash.readUInt32BE(0) % buckets;
}
