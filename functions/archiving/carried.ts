import { headAttribute } from '../storage/head-codec.ts';
import {
  CHECKPOINT_PREFIX,
  credentialKey,
  headKey,
  type Key,
  keyOfHead,
  metaKey,
  refreshKey,
  TOKEN_INDEX,
  tokenKey,
} from '../storage/keys.ts';
import { TABLE } from '../storage/table.ts';
import type { RawItem } from './attribute-json.ts';

const HEAD = headKey('').sk;
const META = metaKey('').pk;
/** What one place knows of itself: its configuration, its ledger, its chores. Another one has its own. */
const OF_THE_PLACE = /^(OWNER#.*|ERASURES|KEEP-TERMS|SCHEMA|RESTORE)$/;
/** Who works on an audience right now, and what is only half read: the next pull there begins anew. */
const OF_THE_MOMENT = (['leaseUntil', 'isSuspect', 'checkpoint', 'refused'] as const).map(headAttribute);

/** Key of an item; both parts are text in every item of the table. */
export const keyOfItem = (item: RawItem): Key => ({ pk: item['pk']?.S ?? '', sk: item['sk']?.S ?? '' });

/** Where every audience begins: as long as it is not there, nothing of the audience can be read. */
export const isHead = (item: RawItem): boolean =>
  keyOfHead(keyOfItem(item).pk) !== undefined && keyOfItem(item).sk === HEAD;

/**
 * Whether an item belongs into a backup: history does. Tokens, which open one place, do not, nor do rate limits,
 * renewals under way, checkpoints, and what a place knows of itself.
 */
export function isCarried({ pk, sk }: Key): boolean {
  if (pk.startsWith(tokenKey('').pk) || pk === TOKEN_INDEX) return false;
  if (pk.startsWith(refreshKey('').pk) || pk === credentialKey('').pk) return false;
  if (pk === META) return !OF_THE_PLACE.test(sk);
  return keyOfHead(pk) === undefined || !sk.startsWith(CHECKPOINT_PREFIX);
}

/** An item as it is carried; undefined if it is not, or has expired. @param now calendar, epoch ms */
export function asCarried(item: RawItem, now: number): RawItem | undefined {
  const expiresAt = item[TABLE.timeToLive]?.N;
  if (expiresAt !== undefined && Number(expiresAt) * 1000 <= now) return undefined;
  if (!isCarried(keyOfItem(item))) return undefined;
  if (!isHead(item)) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => !OF_THE_MOMENT.includes(name)));
}
