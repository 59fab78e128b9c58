import { type Db, queryPages } from './db.ts';
import { DUE_PARTITION, iso, keyOfHead } from './keys.ts';

const PAGE = 200;

/**
 * Keys of the audiences and account jobs that are due, the longest due first.
 * The index may lag: look at the head before working on it.
 * @param before epoch ms; what is due then or earlier
 */
export async function* listDue(
  db: Db,
  before: number,
  options: { readonly limit?: number } = {},
): AsyncGenerator<string> {
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  let told = 0;
  const pages = queryPages(db, {
    IndexName: 'due',
    KeyConditionExpression: 'duePk = :pk AND dueAt <= :before',
    ExpressionAttributeValues: { ':pk': DUE_PARTITION, ':before': iso(before) },
    Limit: Math.min(PAGE, limit),
  });
  for await (const page of pages) {
    for (const item of page) {
      const key = keyOfHead(String(item['pk']));
      if (key === undefined) continue;
      if (told === limit) return;
      told += 1;
      yield key;
    }
    if (told === limit) return;
  }
}
