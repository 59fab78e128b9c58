import { closeSync, fstatSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Db, Item } from '../../functions/storage/db.ts';

/**
 * A table that answers from a file in this process, so that a bench measures the engine and neither HTTP nor the embedded
 * table: what is packed lies in the file, the rest in memory. It takes what the engine asks for and believes that every
 * condition holds: nobody else is there.
 */
export class DiskTable {
  readonly db: Db;
  private readonly file: number;
  private readonly index: string;
  private readonly items: Map<string, Item>;
  private end: number;

  /** @param path of the file; beside it lies its index */
  constructor(path: string, isFresh: boolean) {
    this.index = `${path}.index`;
    this.items = new Map(isFresh ? [] : (JSON.parse(readFileSync(this.index, 'utf8')) as [string, Item][]));
    this.file = openSync(path, isFresh ? 'w+' : 'r+');
    this.end = fstatSync(this.file).size;
    const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
    client.middlewareStack.add(
      (_next, context) => async (args) => ({
        output: Object.assign(this.answer(context.commandName ?? '', args.input as Item), { $metadata: {} }),
        response: {},
      }),
      { step: 'initialize', priority: 'high', name: 'disk' },
    );
    this.db = { client, tableName: 'bench' };
  }

  /** Keeps the table for another process. */
  close(): void {
    writeFileSync(this.index, JSON.stringify([...this.items]));
    closeSync(this.file);
  }

  private answer(command: string, input: Item): Item {
    const name = command.replace(/Command$/, '').replace(/Item$/, '');
    if (name === 'Get') return { Item: this.read(keyOf(input['Key'] as Item)) };
    if (name === 'Put') return this.put(input['Item'] as Item);
    if (name === 'Delete') return this.remove(input['Key'] as Item);
    if (name === 'Update') return this.update(input);
    if (name === 'Query') return this.query(input);
    const [requests] = Object.values(input['RequestItems'] as Record<string, Item | Item[]>);
    if (name === 'BatchGet') {
      const keys = (requests as Item)['Keys'] as Item[];
      return { Responses: { bench: keys.flatMap((key) => this.read(keyOf(key)) ?? []) } };
    }
    if (name === 'BatchWrite') {
      for (const request of requests as Item[]) {
        if (request['PutRequest'] === undefined) this.remove((request['DeleteRequest'] as Item)['Key'] as Item);
        else this.put((request['PutRequest'] as Item)['Item'] as Item);
      }
      return {};
    }
    throw new Error(`The disk table does not know ${command}.`);
  }

  private read(key: string): Item | undefined {
    const item = this.items.get(key);
    const place = item?.['$place'] as [number, number] | undefined;
    if (item === undefined || place === undefined) return item;
    const data = Buffer.allocUnsafeSlow(place[1]);
    readSync(this.file, data, 0, place[1], place[0]);
    const { $place: _, ...rest } = item;
    return { ...rest, data };
  }

  private put(item: Item): Item {
    const { data, ...rest } = item;
    if (data instanceof Uint8Array) {
      writeSync(this.file, data, 0, data.byteLength, this.end);
      rest['$place'] = [this.end, data.byteLength];
      this.end += data.byteLength;
    }
    this.items.set(keyOf(item), rest);
    return {};
  }

  private remove(key: Item): Item {
    this.items.delete(keyOf(key));
    return {};
  }

  private update(input: Item): Item {
    const names = (input['ExpressionAttributeNames'] ?? {}) as Record<string, string>;
    const values = (input['ExpressionAttributeValues'] ?? {}) as Record<string, unknown>;
    const key = input['Key'] as Item;
    const item = { ...key, ...this.items.get(keyOf(key)) };
    const [set = '', remove = ''] = String(input['UpdateExpression']).split(/ ?REMOVE /);
    for (const part of set.replace(/^SET /, '').split(', ').filter(Boolean)) {
      const [left = '', right = ''] = part.split(' = ');
      const [base, added] = right.split(' + ');
      const name = names[left] ?? left;
      item[name] = added === undefined ? values[right] : Number(item[names[base ?? ''] ?? '']) + Number(values[added]);
    }
    for (const part of remove.split(', ').filter(Boolean)) delete item[names[part] ?? part];
    this.items.set(keyOf(key), item);
    return { Attributes: item };
  }

  private query(input: Item): Item {
    const values = input['ExpressionAttributeValues'] as Record<string, string>;
    const start = `${values[':pk']}\n`;
    const keys = [...this.items.keys()].filter((key) => {
      if (!key.startsWith(start)) return false;
      const sk = key.slice(start.length);
      if (values[':first'] !== undefined) return sk >= values[':first'] && sk <= (values[':last'] ?? '');
      return values[':sk'] === undefined || sk.startsWith(values[':sk']);
    });
    // A page of 1 MB, as the real one has.
    const all = keys.sort();
    const first =
      input['ExclusiveStartKey'] === undefined ? 0 : all.indexOf(keyOf(input['ExclusiveStartKey'] as Item)) + 1;
    const page = all.slice(first, first + 4);
    const last = page.at(-1);
    const isMore = last !== undefined && first + page.length < all.length;
    const [pk, sk] = (last ?? '').split('\n');
    return { Items: page.flatMap((key) => this.read(key) ?? []), ...(isMore ? { LastEvaluatedKey: { pk, sk } } : {}) };
  }
}

const keyOf = (item: Item): string => `${item['pk']}\n${item['sk']}`;
