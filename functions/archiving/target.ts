import { type Db, deleteItem, getItem, putItem } from '../storage/db.ts';
import { metaKey, TOKEN_INDEX, tokenKey } from '../storage/keys.ts';
import { scan } from './back-up.ts';
import { isCarried, keyOfItem } from './carried.ts';
import { ArchiveError } from './errors.ts';
import type { ItemWriter } from './write-items.ts';

/** That a restore was begun, and of which backup; gone when it has ended. */
const MARK = metaKey('RESTORE');

interface Mark {
  /** Checksum of the backup. */
  readonly sha256: string;
  /** What was here before is gone. */
  readonly isEmptied: boolean;
}

/** The restore that was begun here and did not end; undefined if there is none. */
export async function unfinishedRestore(db: Db): Promise<Mark | undefined> {
  const mark = await getItem(db, MARK, { consistent: true });
  return mark === undefined ? undefined : { sha256: String(mark['sha256']), isEmptied: mark['isEmptied'] === true };
}

/**
 * Makes sure that a backup can be written here: nothing is here, or the same restore was cut off, or what is here may go.
 * @throws ArchiveError saying what to do
 */
export async function claimTarget(
  db: Db,
  sha256: string,
  options: { readonly replace: boolean; readonly writer: ItemWriter },
): Promise<void> {
  const begun = await unfinishedRestore(db);
  const isSame = begun?.sha256 === sha256;
  if (isSame && begun?.isEmptied === true) return;
  if (!isSame && !options.replace) {
    if (begun !== undefined) {
      throw new ArchiveError(
        'The restore of another backup was cut off here. Repeat that one, or put this one in its place with --replace.',
      );
    }
    if (!(await isEmpty(db))) {
      throw new ArchiveError(
        'There is history here already, and two histories cannot be merged: each has numbered its own versions. ' +
          'Restore into an empty place, or put the backup in the place of what is here with --replace, which deletes that.',
      );
    }
  }
  await putItem(db, MARK, { sha256, isEmptied: false });
  await empty(db, options.writer);
  await putItem(db, MARK, { sha256, isEmptied: true });
}

export async function releaseTarget(db: Db): Promise<void> {
  await deleteItem(db, MARK);
}

async function isEmpty(db: Db): Promise<boolean> {
  for await (const page of scan(db)) if (page.some((item) => isCarried(keyOfItem(item)))) return false;
  return true;
}

/** Deletes everything but the tokens that open this place, and the mark. */
async function empty(db: Db, writer: ItemWriter): Promise<void> {
  for await (const page of scan(db)) {
    for (const item of page) {
      const { pk, sk } = keyOfItem(item);
      const isToken = pk.startsWith(tokenKey('').pk) || pk === TOKEN_INDEX;
      if (!isToken && !(pk === MARK.pk && sk === MARK.sk)) await writer.delete(item);
    }
  }
  await writer.end();
}
