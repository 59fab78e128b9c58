import type { RosterRow } from '../core/model.ts';
import { batchGet, type Db, getItem, type Item, putItem } from '../storage/db.ts';
import type { Claim } from '../storage/heads.ts';
import type { Head } from '../storage/items.ts';
import { baseKey, generationKey } from '../storage/keys.ts';
import { sumOf } from './byte-sum.ts';
import { encodeSegment, MOST_ROWS } from './segment.ts';
import { encodeInParts } from './split.ts';
import { WrittenOtherwiseError, writeParts } from './write-once.ts';

/** Where a whole roster was written to; the head adopts it or it stays an orphan. */
export type BaseFields = Pick<Head, 'generation' | 'segments' | 'baseVersion' | 'baseBytes' | 'logBytes'>;

/** How far a base has been written. */
export interface BegunBase {
  readonly generation: string;
  readonly segments: number;
  readonly bytes: number;
  /** Sum of its segments, one after the other; unknown where whoever began it did not keep it. */
  readonly sum?: number | undefined;
}

interface WriterOptions {
  /** Goes on with what an earlier claim began. */
  readonly begun?: BegunBase;
  /** Segments that are announced before it is known that they are needed, to save announcements. */
  readonly ahead?: number;
}

/** Segments that are copied at a time. */
const AT_ONCE = 4;

/**
 * Writes a base under a generation of its own, some rows at a time: what was written is let go, and no head leads to it
 * until one adopts it. It is announced first, with as many segments as there will be by then, so that a generation that
 * was cut off can be found and removed. A later claim can go on with it. No segment is ever written twice: where the
 * claim before has got further than anybody knows, what is known is copied into another generation.
 */
export class BaseWriter {
  /** Kept with each announcement: what it takes to go on. */
  note: Item = {};
  private readonly db: Db;
  private readonly claim: Claim;
  private readonly version: number;
  private readonly ahead: number;
  private generation: string;
  private segments: number;
  private bytes: number;
  private sum: number | undefined;
  private announced = 0;
  private isAnnounced = false;

  /** @param version that the base will hold */
  constructor(db: Db, claim: Claim, version: number, { begun, ahead = 0 }: WriterOptions = {}) {
    this.db = db;
    this.claim = claim;
    this.version = version;
    this.ahead = ahead;
    this.generation = begun?.generation ?? this.ownGeneration;
    this.segments = begun?.segments ?? 0;
    this.bytes = begun?.bytes ?? 0;
    this.sum = begun === undefined ? 0 : begun.sum;
  }

  get begun(): BegunBase {
    const { generation, segments, bytes, sum } = this;
    return { generation, segments, bytes, ...(sum === undefined ? {} : { sum }) };
  }

  /** @throws Error if another claim has taken it over, and whatever the table throws; then this writer is over */
  async write(rows: readonly RosterRow[]): Promise<void> {
    const data = encodeInParts(rows, MOST_ROWS, encodeSegment).map((part) => part.data);
    if (data.length === 0) return;
    try {
      await this.add(data);
    } catch (error) {
      if (!(error instanceof WrittenOtherwiseError) || this.generation === this.ownGeneration) throw error;
      await this.move();
      await this.add(data);
    }
  }

  /** What the head has to say to lead to it. */
  async end(): Promise<BaseFields> {
    if (!this.isAnnounced) await this.announce();
    const { generation, segments, bytes, version } = this;
    return { generation, segments, baseVersion: version, baseBytes: bytes, logBytes: 0 };
  }

  /** Announces what there is and, if it is more, what there will be; with the note. */
  async announce(count = this.segments): Promise<void> {
    const { head, fence } = this.claim;
    const key = generationKey(head.key, this.generation);
    if (!this.isAnnounced && this.generation !== this.ownGeneration) {
      // What the claim before has announced may be there, and has to be found when this is removed.
      this.announced = Number((await getItem(this.db, key, { consistent: true }))?.['segments'] ?? 0);
    }
    this.announced = Math.max(this.announced, count);
    const attributes = { fence, segments: this.announced, until: head.leaseUntil ?? 0, ...this.note };
    // Whoever was overtaken must not hide what the later claim says.
    const isOurs = await putItem(this.db, key, attributes, {
      expression: 'attribute_not_exists(pk) OR #fence <= :fence',
      names: { '#fence': 'fence' },
      values: { ':fence': fence },
    });
    if (!isOurs) throw new Error('Another claim goes on with this base.');
    this.isAnnounced = true;
  }

  private async add(data: readonly Uint8Array[]): Promise<void> {
    const needed = this.segments + data.length;
    if (!this.isAnnounced || needed > this.announced) await this.announce(needed + this.ahead);
    const { key } = this.claim.head;
    await writeParts(
      this.db,
      data.map((one, n) => ({ key: baseKey(key, this.generation, this.segments + n), attributes: { data: one } })),
    );
    this.segments = needed;
    this.bytes += data.reduce((sum, { byteLength }) => sum + byteLength, 0);
    if (this.sum !== undefined) this.sum = sumOf(data, this.sum);
  }

  private get ownGeneration(): string {
    return `g${this.version}-${this.claim.fence}`;
  }

  /** Copies what there is into a generation of this claim. */
  private async move(): Promise<void> {
    const { generation, segments, sum, note } = this;
    const { key } = this.claim.head;
    // Until all of it is there, nobody can go on with it.
    this.note = {};
    this.generation = this.ownGeneration;
    this.segments = 0;
    this.bytes = 0;
    this.sum = sum === undefined ? undefined : 0;
    this.announced = 0;
    this.isAnnounced = false;
    for (let first = 0; first < segments; first += AT_ONCE) {
      const numbers = Array.from({ length: Math.min(AT_ONCE, segments - first) }, (_, n) => first + n);
      const items = await batchGet(
        this.db,
        numbers.map((segment) => baseKey(key, generation, segment)),
        { consistent: true },
      );
      await this.add(items.map((item, n) => bytesOf(item, `segment ${numbers[n]} of ${generation}`)));
    }
    if (this.sum !== sum) throw new Error(`What was written of a base is not what it was: ${generation}.`);
    this.note = note;
    await this.announce();
  }
}

function bytesOf(item: Item | undefined, what: string): Uint8Array {
  const data = item?.['data'];
  if (data instanceof Uint8Array) return data;
  throw new Error(`What was written of a base is gone: ${what}.`);
}

/**
 * Writes a base of its own for `version`, batch by batch.
 * @param batches rows in order, some tens of thousands at a time
 */
export async function writeBase(
  db: Db,
  claim: Claim,
  version: number,
  batches: AsyncIterable<readonly RosterRow[]> | Iterable<readonly RosterRow[]>,
): Promise<BaseFields> {
  const writer = new BaseWriter(db, claim, version);
  for await (const rows of batches) await writer.write(rows);
  return writer.end();
}
