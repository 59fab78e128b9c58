import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import type { Db } from '../storage/db.ts';
import type { RawItem } from './attribute-json.ts';
import { keyOfItem } from './carried.ts';

const BATCH = 25;
/** Times that the table may leave something over before it is called too busy. */
const MOST_ATTEMPTS = 12;

/** Writes and deletes items as they are, with the form that they have, in batches. Putting one again changes nothing. */
export class ItemWriter {
  private readonly db: Db;
  private readonly wait: (ms: number) => Promise<unknown>;
  private waiting: WriteRequest[] = [];

  /** @param wait between attempts, while the table is too busy */
  constructor(db: Db, wait: (ms: number) => Promise<unknown>) {
    this.db = db;
    this.wait = wait;
  }

  async put(item: RawItem): Promise<void> {
    await this.add({ PutRequest: { Item: item } });
  }

  async delete(item: RawItem): Promise<void> {
    const { pk, sk } = keyOfItem(item);
    await this.add({ DeleteRequest: { Key: { pk: { S: pk }, sk: { S: sk } } } });
  }

  /** Writes what is still waiting. */
  async end(): Promise<void> {
    let left = this.waiting;
    this.waiting = [];
    for (let attempt = 0; left.length > 0; attempt += 1) {
      if (attempt === MOST_ATTEMPTS) throw new Error('The table keeps leaving items unwritten; try again later.');
      const { client, tableName } = this.db;
      const { UnprocessedItems } = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [tableName]: left } }),
      );
      const rest = UnprocessedItems?.[tableName] ?? [];
      if (rest.length === left.length) await this.wait(Math.min(50 * 2 ** attempt, 5_000));
      left = rest;
    }
  }

  private async add(request: WriteRequest): Promise<void> {
    this.waiting.push(request);
    if (this.waiting.length === BATCH) await this.end();
  }
}
