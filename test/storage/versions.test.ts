import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchGet, getItem, putItem, queryPrefix, updateItem } from '../../functions/storage/db.ts';
import { markSchema } from '../../functions/storage/schema-mark.ts';
import { SCHEMA_VERSION } from '../../functions/storage/table.ts';
import { broughtForward, NewerSchemaError } from '../../functions/storage/versions.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';

const steps = {
  1: (item: Record<string, unknown>) => ({ ...item, name: `${item['first']} ${item['last']}` }),
  2: ({ name, ...rest }: Record<string, unknown>) => ({ ...rest, names: [name] }),
};

describe('an item that an older version has written', () => {
  it('is brought forward step by step', () => {
    const old = { first: 'Ada', last: 'Example', sv: 1 };
    expect(broughtForward(old, steps, 3)).toMatchObject({ names: ['Ada Example'], first: 'Ada' });
    expect(broughtForward({ name: 'Ada Example', sv: 2 }, steps, 3)).toEqual({ names: ['Ada Example'], sv: 2 });
  });

  it('is as old as can be if it is not stamped', () => {
    expect(broughtForward({ first: 'Ada', last: 'Example' }, steps, 2)).toMatchObject({ name: 'Ada Example' });
  });

  it('is left as it is where nothing changed', () => {
    const item = { sv: 1, a: 1 };
    expect(broughtForward(item)).toBe(item);
  });
});

describe('an item that a newer version has written', () => {
  let table: FreshTable;
  const key = { pk: 'O#alice', sk: 'ACCOUNT#list:news' };
  const newer = SCHEMA_VERSION + 1;

  beforeAll(async () => {
    table = await freshTable();
    await putItem(table.db, key, { name: 'as the newer version writes it' });
    await table.db.client.send(
      new UpdateCommand({
        TableName: table.db.tableName,
        Key: key,
        UpdateExpression: 'SET sv = :sv',
        ExpressionAttributeValues: { ':sv': newer },
      }),
    );
  });
  afterAll(() => table.close());

  it.each([
    ['looked up', () => getItem(table.db, key)],
    ['read with others', () => batchGet(table.db, [key])],
    ['found by a query', () => queryPrefix(table.db, key.pk)],
    ['changed', () => updateItem(table.db, key, { set: { name: 'older' } })],
  ])('is refused when it is %s, in a sentence that says what to do', async (_, use) => {
    const refusal = await use().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(NewerSchemaError);
    expect(String(refusal)).toMatch(/newer version of Rekindle.*Nothing was changed\. Use the newer version again/s);
  });

  it('is not changed under a condition that holds either', async () => {
    const condition = { expression: 'attribute_exists(pk)' };
    const isChanged = await updateItem(table.db, key, { set: { name: 'older' } }, condition).catch(() => false);
    expect(isChanged).toBe(false);
    const raw = await table.db.client.send(
      new UpdateCommand({ TableName: table.db.tableName, Key: key, ReturnValues: 'ALL_NEW' }),
    );
    expect(raw.Attributes).toMatchObject({ name: 'as the newer version writes it', sv: newer });
  });

  it('stops whoever opens the table, if the newer version has marked it', async () => {
    const other = await freshTable();
    await markSchema(other.db);
    await markSchema(other.db);
    await other.db.client.send(
      new UpdateCommand({
        TableName: other.db.tableName,
        Key: { pk: 'META', sk: 'SCHEMA' },
        UpdateExpression: 'SET sv = :sv',
        ExpressionAttributeValues: { ':sv': newer },
      }),
    );
    await expect(markSchema(other.db)).rejects.toThrow(NewerSchemaError);
    await other.close();
  });
});
