import { type Db, getItem, type Item, putItem } from '../storage/db.ts';
import type { Key } from '../storage/keys.ts';

/** Items that one commit writes at the same time. */
const AT_ONCE = 4;

/** An item to write under a key that nobody else uses; `data` is what it holds. */
export interface Part {
  readonly key: Key;
  readonly attributes: Item & { readonly data: Uint8Array };
}

/** Something else lies where a part should be written. */
export class WrittenOtherwiseError extends Error {
  override readonly name = 'WrittenOtherwiseError';
  constructor() {
    super('This claim has already written other parts of the same version. Claim the audience again.');
  }
}

/**
 * Writes parts that a head will point to, a few at a time. Such a part is never overwritten: writing it again, as a
 * client does whose first answer got lost, is harmless if it says the same, and an error if it says something else.
 * @throws WrittenOtherwiseError if a key already holds something else, and whatever the table throws
 */
export async function writeParts(db: Db, parts: readonly Part[]): Promise<void> {
  const left = [...parts];
  const work = async (): Promise<void> => {
    try {
      for (let part = left.shift(); part !== undefined; part = left.shift()) await writeOnce(db, part);
    } catch (error) {
      // Nobody goes on writing behind the back of a caller who was told that it failed.
      left.length = 0;
      throw error;
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, parts.length) }, work));
}

async function writeOnce(db: Db, { key, attributes }: Part): Promise<void> {
  if (await putItem(db, key, attributes, { expression: 'attribute_not_exists(pk)' })) return;
  const there = (await getItem(db, key, { consistent: true }))?.['data'];
  if (there instanceof Uint8Array && Buffer.compare(there, attributes.data) === 0) return;
  throw new WrittenOtherwiseError();
}
