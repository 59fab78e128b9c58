import { type Db, getItem, putItem } from './db.ts';
import { metaKey } from './keys.ts';
import { SCHEMA_VERSION } from './table.ts';
import { formOf } from './versions.ts';

const MARK = metaKey('SCHEMA');

/**
 * Says in the table itself which form its items may have, so that an older version that opens it stops before it
 * begins, instead of at the first item that it cannot know.
 * @throws NewerSchemaError if a newer version has worked with it
 */
export async function markSchema(db: Db): Promise<void> {
  const mark = await getItem(db, MARK, { consistent: true });
  if (mark === undefined || formOf(mark) < SCHEMA_VERSION) await putItem(db, MARK, {});
}
