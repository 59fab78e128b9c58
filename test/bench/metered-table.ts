import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Db, Item } from '../../functions/storage/db.ts';
import { TABLE } from '../../functions/storage/table.ts';
import { createTableFromSchema } from '../../lib/local/embedded-table.ts';
import { type Around, type BareTable, bareTable } from '../fakes/bare-table.ts';

/** Units by what they were spent on: the first letters of the partition key, with deletes and indexes apart. */
export class Meter {
  private units = new Map<string, number>();
  reads = 0;

  add(what: string, units: number): void {
    this.units.set(what, (this.units.get(what) ?? 0) + units);
  }

  of(...what: readonly string[]): number {
    return what.reduce((sum, one) => sum + (this.units.get(one) ?? 0), 0);
  }

  all(): number {
    return this.of(...this.units.keys());
  }

  reset(): void {
    this.units = new Map();
    this.reads = 0;
  }

  toString(): string {
    return [...this.units].map(([what, units]) => `${what} ${units}`).join(', ');
  }
}

export interface MeteredTable {
  readonly db: Db;
  readonly meter: Meter;
  close(): Promise<void>;
}

/**
 * The embedded table, asked with each request what it consumed, without HTTP in between: a million people are many bytes.
 * It counts nothing for indexes, so that is added: one unit for each index that a put item is in (they hold keys only),
 * two where an update moves it within one.
 * @param around stands before each request: what it keeps back is not counted
 */
export async function meteredTable(around?: Around, table: BareTable = bareTable()): Promise<MeteredTable> {
  const setUp = table.client();
  await createTableFromSchema(setUp as object as DynamoDBClient, 'bench');
  const meter = new Meter();
  const metered: Around = (next, context) => async (call) => {
    const input = call.input as Item;
    const result = await next({ input: { ...input, ReturnConsumedCapacity: 'TOTAL' } });
    note(meter, context.commandName ?? '', input, consumedOf(result.output as object));
    return result;
  };
  const client = table.client((next, context) => {
    const asked = metered(next, context);
    return around === undefined ? asked : around(asked, context);
  });
  return { db: { client, tableName: 'bench' }, meter, close: async () => undefined };
}

function consumedOf(output: object): number {
  const consumed: unknown = 'ConsumedCapacity' in output ? output.ConsumedCapacity : [];
  let units = 0;
  for (const one of [consumed].flat()) units += Number((one as Item | undefined)?.['CapacityUnits'] ?? 0);
  return units;
}

function note(meter: Meter, command: string, input: Item, consumed: number): void {
  const name = command.replace(/Command$/, '').replace(/Item$/, '');
  if (name === 'Get' || name === 'Query' || name === 'BatchGet' || name === 'Scan') {
    meter.reads += consumed;
    return;
  }
  if (name === 'Put') {
    const item = input['Item'] as Item;
    meter.add(kindOf(item), consumed);
    meter.add('index', indexesOf(item));
  } else if (name === 'Update') {
    meter.add(kindOf(input['Key'] as Item), consumed);
    const names = Object.values((input['ExpressionAttributeNames'] ?? {}) as Record<string, string>);
    if (names.includes('dueAt')) meter.add('index', 2);
  } else if (name === 'Delete') {
    meter.add('delete', consumed);
  } else {
    const [requests = []] = Object.values(input['RequestItems'] as Record<string, Item[]>);
    const puts = requests.flatMap(({ PutRequest }) =>
      PutRequest === undefined ? [] : [(PutRequest as Item)['Item'] as Item],
    );
    // Deletes and puts never come in one batch.
    meter.add(puts[0] === undefined ? 'delete' : kindOf(puts[0]), consumed);
    for (const item of puts) meter.add('index', indexesOf(item));
  }
}

const kindOf = (item: Item): string => String(item['pk']).split('#', 1)[0] ?? '';

const indexesOf = (item: Item): number =>
  TABLE.indexes.filter(({ partitionKey }) => item[partitionKey] !== undefined).length;
