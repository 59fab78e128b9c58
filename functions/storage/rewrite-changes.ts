import { personId } from '../core/ids.ts';
import type { NetworkId } from '../core/model.ts';
import { batchWrite, type Db, type Item, queryPages, queryPrefix } from './db.ts';
import type { StoredChange } from './items.ts';
import { changesRange, type Key, PERSON_CHANGE_PREFIX, personPk } from './keys.ts';
import { packChanges, unpackChanges } from './packed-changes.ts';

/** How a told change reads from now on; the very same one if nothing about it changes. */
export type Rewrite = (change: StoredChange) => StoredChange;

/**
 * Rewrites the told changes of an audience where they lie, for what must go or has become known. Only what is projected:
 * a projection that comes later would write it as it was. Safe to repeat.
 */
export async function rewriteChangesOf(db: Db, audienceKey: string, rewrite: Rewrite): Promise<void> {
  const { pk } = changesRange(audienceKey, 0, 0);
  const pages = queryPages(db, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk },
    ConsistentRead: true,
  });
  for await (const items of pages) await rewriteItems(db, items, rewrite);
}

/** The same for what is kept under each person besides. */
export async function rewriteChangesUnder(
  db: Db,
  owner: string,
  network: NetworkId,
  ids: Iterable<string>,
  rewrite: Rewrite,
): Promise<void> {
  for (const id of ids) {
    const pk = personPk(owner, personId(network, id));
    await rewriteItems(db, await queryPrefix(db, pk, PERSON_CHANGE_PREFIX, { consistent: true }), rewrite);
  }
}

async function rewriteItems(db: Db, items: readonly Item[], rewrite: Rewrite): Promise<void> {
  const writes = items.flatMap((item) => {
    const changes = unpackChanges(item);
    const rewritten = changes.map(rewrite);
    const isSame = rewritten.every((change, n) => change === changes[n]);
    return isSame ? [] : [{ put: { ...item, ...keyOf(item), ...packChanges(rewritten) } }];
  });
  await batchWrite(db, writes);
}

const keyOf = (item: Item): Key => ({ pk: String(item['pk']), sk: String(item['sk']) });
