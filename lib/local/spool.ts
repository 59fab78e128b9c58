import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { isBlank } from '../../functions/core/blank-rows.ts';
import type { ListedPerson } from '../../functions/core/model.ts';
import { decodeParts, encodeParts } from '../../functions/importing/parts.ts';

/** A list of people that was read to its end, in a file of parts, so that no list is ever in memory whole. */
export interface SpooledList {
  readonly file: string;
  /** Bytes of the file. */
  readonly size: number;
  readonly count: number;
  /** Of the times since when they are there, the first and the last; epoch ms. */
  readonly oldest?: number;
  readonly newest?: number;
}

/** Writes a list to a new file that only its owner can read. @throws whatever `people` throws */
export async function spool(file: string, people: AsyncIterable<readonly ListedPerson[]>): Promise<SpooledList> {
  let count = 0;
  let oldest = Number.POSITIVE_INFINITY;
  let newest = Number.NEGATIVE_INFINITY;
  async function* noted(): AsyncGenerator<readonly ListedPerson[]> {
    for await (const part of people) {
      count += part.filter(({ id }) => !isBlank(id)).length;
      for (const { since } of part) {
        if (since === undefined) continue;
        oldest = Math.min(oldest, since);
        newest = Math.max(newest, since);
      }
      yield part;
    }
  }
  const handle = await open(file, 'wx', 0o600);
  try {
    let size = 0;
    for await (const line of encodeParts(noted())) size += (await handle.write(line)).bytesWritten;
    return { file, size, count, ...(oldest > newest ? {} : { oldest, newest }) };
  } finally {
    await handle.close();
  }
}

/** The people of a list that was spooled, in parts. */
export const spooledPeople = (list: Pick<SpooledList, 'file'>): AsyncIterable<ListedPerson[]> =>
  decodeParts(createReadStream(list.file));
