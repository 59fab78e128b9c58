import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isTableBusy, waitForRoom } from './busy.ts';
import type { Db } from './db.ts';

/** Times that one request is asked again: about two minutes, beside what the SDK waits by itself. */
const MOST_TIMES = 30;

/**
 * The same table, asked again for as long as `mayWait` allows where it has no room. A request that was throttled has done
 * nothing, so that asking again is safe for conditional writes, too.
 */
export function patientDb(db: Db, mayWait: () => boolean): Db {
  const ask = db.client.send.bind(db.client) as (...args: unknown[]) => Promise<unknown>;
  const send = async (...args: unknown[]): Promise<unknown> => {
    for (let time = 0; ; time += 1) {
      try {
        return await ask(...args);
      } catch (error) {
        if (!isTableBusy(error) || time >= MOST_TIMES || !mayWait()) throw error;
        await waitForRoom(db, time);
      }
    }
  };
  const client: DynamoDBDocumentClient = Object.create(db.client, { send: { value: send } });
  return { ...db, client };
}
