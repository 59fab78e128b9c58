import type { Db } from '../storage/db.ts';
import type { Claim } from '../storage/heads.ts';
import { logKey } from '../storage/keys.ts';
import { type Delta, encodeEntries, entriesOf, type LogEntries } from './log.ts';
import { MOST_ROWS } from './segment.ts';
import { type Part, writeParts } from './write-once.ts';

/** Chunks that are made at a time, and written side by side. */
const CHUNKS = 2;

/**
 * Writes the chunks of the next version while they are made, so that a large delta is never in memory at once. The first
 * chunk, which says how many there are, comes last: until then there is no version, and what was written is an orphan.
 */
export class LogWriter {
  private readonly db: Db;
  private readonly claim: Claim;
  private waiting: LogEntries = [];
  private first: Uint8Array | undefined;
  private chunks = 0;
  private bytes = 0;

  constructor(db: Db, claim: Claim) {
    this.db = db;
    this.claim = claim;
  }

  /** @throws whatever the table throws, and Error if a chunk of this claim is there already and says something else */
  async add(delta: Delta): Promise<void> {
    this.waiting = [...this.waiting, ...entriesOf(delta)];
    const most = CHUNKS * MOST_ROWS;
    for (; this.waiting.length >= most; this.waiting = this.waiting.slice(most)) {
      await this.write(this.waiting.slice(0, most));
    }
  }

  /** @returns bytes of all chunks; 0 if there was nothing to write */
  async end(): Promise<number> {
    if (this.waiting.length > 0) await this.write(this.waiting);
    if (this.first !== undefined) await writeParts(this.db, [this.partOf(this.first, 0)]);
    return this.bytes;
  }

  private async write(entries: LogEntries): Promise<void> {
    const parts: Part[] = [];
    for (const data of encodeEntries(entries)) {
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
