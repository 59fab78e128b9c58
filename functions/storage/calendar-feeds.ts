import * as z from 'zod';
import { type Db, getItem, putItem } from './db.ts';
import { calendarFeedKey } from './keys.ts';

const feedItem = z.object({ serial: z.string(), at: z.number() });

/** Which address of an owner's feed counts; undefined if there is none. */
export async function readFeedSerial(db: Db, owner: string): Promise<string | undefined> {
  const item = await getItem(db, calendarFeedKey(owner), { consistent: true });
  return item === undefined ? undefined : feedItem.parse(item).serial;
}

/** Makes another address count from now on, so that every earlier one is dead. @param at calendar, epoch ms */
export async function writeFeedSerial(db: Db, owner: string, serial: string, at: number): Promise<void> {
  await putItem(db, calendarFeedKey(owner), { serial, at });
}
