import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isTableBusy, waitForRoom } from './busy.ts';
import type { Db } from './db.ts';

/** Times that one request is asked again: about two minutes, beside what the SDK waits by itself. */
const MOST_TIMES = 30;

/**
 * The same table, asked again for as long as `mayWait` allows where it has no room. A request that was throttled has done
 * nothing, so that asking again is safe for conditional writes, too.
 * @param mayWait is told how often the request has been asked again already
 */
export function patientDb(db: Db, mayWait: (times: number) => boolean): Db {
  const ask = db.client.send.bind(db.client) as (...args: unknown[]) => Promise<unknown>;
  const send = async (...args: unknown[]): Promise<unknown> => {
    for (let times = 0; ; times += 1) {
      try {
        return await ask(...args);
      } catch (error) {
        if (!isTableBusy(error) || times >= MOST_TIMES || !mayWait(times)) throw error;
        await waitForRoom(db, times);
      }
    }
  };
  const client: DynamoDBDocumentClient = Object.create(db.client, { send: { value: send } });
  return { ...db, client };
}
