import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTableFromSchema } from '../../lib/local/embedded-table.ts';
import { bareTable } from './bare-table.ts';
import { directTable } from './direct-table.ts';
import { documentClient } from './table.ts';

const TableName = 'test-table';
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.string({ minLength: 1 }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ minLength: 1, maxLength: 9 }),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie('any'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).any;
const key = fc.record({ pk: fc.constantFrom('a', 'b'), sk: fc.constantFrom('1', '2', '3') });
const change = fc.record({
  name: fc.constantFrom('x', 'y', 'dueAt'),
  to: value,
  condition: fc.constantFrom(undefined, 'attribute_exists(pk)', '#x = :x OR attribute_not_exists(#n)', 'NOT #n > :n'),
});

const COMMANDS = {
  put: PutCommand,
  update: UpdateCommand,
  get: GetCommand,
  delete: DeleteCommand,
  batchGet: BatchGetCommand,
  batchWrite: BatchWriteCommand,
  query: QueryCommand,
  scan: ScanCommand,
};
type Request = readonly [keyof typeof COMMANDS, Record<string, unknown>];

/** One request, whatever the client. */
const request: fc.Arbitrary<Request> = fc.oneof(
  fc.tuple(key, value).map(([Key, x]): Request => ['put', { Item: { ...Key, x, n: 1, gone: undefined } }]),
  fc.tuple(key, change).map(([Key, { name, to, condition }]): Request => {
    const [names, values]: [Record<string, string>, Record<string, unknown>] = [{ '#x': name }, { ':x': to }];
    if (condition?.includes('#n') === true) names['#n'] = 'n';
    if (condition?.includes(':n') === true) values[':n'] = 1;
    const expressions = { UpdateExpression: 'SET #x = :x', ConditionExpression: condition, ReturnValues: 'ALL_NEW' };
    return ['update', { Key, ...expressions, ExpressionAttributeNames: names, ExpressionAttributeValues: values }];
  }),
  key.map((Key): Request => ['get', { Key, ConsistentRead: true }]),
  key.map((Key): Request => ['delete', { Key, ConditionExpression: 'attribute_exists(pk)' }]),
  key.map(
    ({ pk, sk }): Request => [
      'batchGet',
      {
        Keys: [
          { pk, sk },
          { pk, sk: '9' },
        ],
      },
    ],
  ),
  fc.tuple(key, value).map(([Key, x]): Request => {
    const writes = [{ PutRequest: { Item: { ...Key, x } } }, { DeleteRequest: { Key: { pk: 'b', sk: '9' } } }];
    return ['batchWrite', { writes }];
  }),
  fc.constantFrom('a', 'b').map((pk): Request => {
    const KeyConditionExpression = 'pk = :pk AND sk BETWEEN :from AND :to';
    const ExpressionAttributeValues = { ':pk': pk, ':from': '1', ':to': '2' };
    return ['query', { KeyConditionExpression, ExpressionAttributeValues, Limit: 1 }];
  }),
  fc.constant<Request>(['scan', {}]),
);

function commandOf([kind, input]: Request): object {
  if (kind === 'batchGet')
    return new BatchGetCommand({ RequestItems: { [TableName]: { Keys: input['Keys'] as never } } });
  if (kind === 'batchWrite') return new BatchWriteCommand({ RequestItems: { [TableName]: input['writes'] as never } });
  return new COMMANDS[kind]({ TableName, ...input } as never);
}

describe('the bare table', () => {
  it('answers as the same engine does through the SDK', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 12 }), async (requests) => {
        const bare = bareTable().client();
        const whole = documentClient(directTable().client());
        for (const client of [bare, whole]) await createTableFromSchema(client as never, TableName);
        for (const one of requests) {
          const answers = await Promise.all(
            [bare, whole].map((client) => answer(() => client.send(commandOf(one) as never))),
          );
          expect(answers[0]).toEqual(answers[1]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('says by the SDK’s own error that a condition did not hold', async () => {
    const bare = bareTable().client();
    await createTableFromSchema(bare as never, TableName);
    const twice = new PutCommand({
      TableName,
      Item: { pk: 'a', sk: '1' },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    await bare.send(twice);
    await expect(bare.send(twice)).rejects.toBeInstanceOf(ConditionalCheckFailedException);
  });
});

async function answer(send: () => Promise<unknown>): Promise<unknown> {
  try {
    const { $metadata: _, ...output } = (await send()) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(output).filter(([, part]) => part !== undefined));
  } catch (error) {
    return { name: (error as Error).name };
  }
}
