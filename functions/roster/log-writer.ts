import type { Db } from '../storage/db.ts';
import type { Claim } from '../storage/heads.ts';
import { logKey } from '../storage/keys.ts';
import { ChunkBuilder, type Delta, decodeLog, encodeDelta, entriesOf } from './log.ts';
import { MOST_ROWS } from './segment.ts';
import { MOST_PART_BYTES } from './split.ts';
import { type Part, writeParts } from './write-once.ts';

/**
 * Writes the chunks of the next version while they are made, so that a large delta is never in memory at once. The first
 * chunk, which says how many there are, comes last: until then there is no version, and what was written is an orphan.
 */
export class LogWriter {
  private readonly db: Db;
  private readonly claim: Claim;
  private readonly chunk = new ChunkBuilder();
  private first: Uint8Array | undefined;
  private chunks = 0;
  private bytes = 0;

  constructor(db: Db, claim: Claim) {
    this.db = db;
    this.claim = claim;
  }

  /** @throws whatever the table throws, and Error if a chunk of this claim is there already and says something else */
  async add(delta: Delta): Promise<void> {
    for (const entry of entriesOf(delta)) {
      this.chunk.add(entry);
      if (this.chunk.size === MOST_ROWS) await this.write();
    }
  }

  /** @returns bytes of all chunks; 0 if there was nothing to write */
  async end(): Promise<number> {
    if (this.chunk.size > 0) await this.write();
    if (this.first !== undefined) await writeParts(this.db, [this.partOf(this.first, 0)]);
    return this.bytes;
  }

  private async write(): Promise<void> {
    const whole = this.chunk.flush();
    // Text that compresses badly is put into several: what it was made of is in it.
    const all = whole.byteLength <= MOST_PART_BYTES ? [whole] : encodeDelta(decodeLog([whole]));
    const parts: Part[] = [];
    for (const data of all) {
      if (this.chunks === 0) this.first = data;
      else parts.push(this.partOf(data, this.chunks));
      this.chunks += 1;
      this.bytes += data.byteLength;
    }
    await writeParts(this.db, parts);
  }

  private partOf(data: Uint8Array, part: number): Part {
    const { head, fence } = this.claim;
    return {
      key: logKey(head.key, head.version + 1, fence, part),
      attributes: {
        data,
        // Only the first one's is looked at: when the others are written, nobody knows how many there will be.
        parts: this.chunks,
        prevVersion: head.version,
        prevFence: head.committedFence,
        until: head.leaseUntil ?? 0,
      },
    };
  }
}
