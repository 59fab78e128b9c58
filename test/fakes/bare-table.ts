import { createRequire } from 'node:module';
import { ConditionalCheckFailedException, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { rememberParsed } from './remembered-parsing.ts';
import { fromWireMap, toWireMap, type WireValue } from './wire-values.ts';

type Fields = Record<string, unknown>;

/** What stands around each request, as a middleware of the SDK does at its step `initialize`. */
export type Around = (
  next: (call: { input: unknown }) => Promise<{ output: unknown }>,
  context: { readonly commandName?: string },
) => (call: { input: unknown }) => Promise<{ output: unknown }>;

/** The embedded engine, asked directly. */
export interface BareTable {
  /** A client of its own for each process that a test plays. */
  client(around?: Around): DynamoDBDocumentClient;
}

const load = createRequire(import.meta.url);
const validations: {
  checkTypes(input: Fields, types: unknown): Fields;
  checkValidations(input: Fields, types: unknown, custom: unknown, store: unknown): void;
} = load('dynalite/validations/index.js');
type GetTable = (name: string, ...rest: unknown[]) => void;
const engine: { create(options: object): { getTable: GetTable } } = load('dynalite/db/index.js');
for (const kind of ['condition', 'update']) rememberParsed(load(`dynalite/db/${kind}Parser.js`));

interface Operation {
  readonly types: unknown;
  readonly custom: unknown;
  readonly act: (store: unknown, input: Fields, done: (error: unknown, output: Fields) => void) => void;
}
const operations = new Map<string, Operation>();

/** dynalite's own checks and its own deed for an operation. */
function operationOf(name: string): Operation {
  const known = operations.get(name);
  if (known !== undefined) return known;
  const file = `${name.charAt(0).toLowerCase()}${name.slice(1)}.js`;
  const operation: Operation = { ...load(`dynalite/validations/${file}`), act: load(`dynalite/actions/${file}`) };
  operations.set(name, operation);
  return operation;
}

/**
 * An engine in memory without HTTP, signatures and the SDK's layers in between, which take nine tenths of a small
 * request: for suites that ask it a hundred thousand times. What it checks and does, and what its clients are asked
 * and answer, is the same; `test/fakes/bare-table.test.ts` compares them.
 */
export function bareTable(): BareTable {
  const store = engine.create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  store.getTable = remembering(store.getTable);
  const ask = (name: string, input: Fields): Promise<Fields> =>
    new Promise((resolve, reject) => {
      const { types, custom, act } = operationOf(name);
      try {
        const checked = validations.checkTypes(input, types);
        validations.checkValidations(checked, types, custom, store);
        act(store, checked, (error, output) => (error ? reject(asSdkError(error)) : resolve(output)));
      } catch (error) {
        reject(asSdkError(error));
      }
    });
  return {
    client: (around) => {
      const send = async (command: { readonly input: object; readonly constructor: { readonly name: string } }) => {
        const name = command.constructor.name
          .replace(/Command$/, '')
          .replace(/(?<=Get|Put|Update|Delete|Write)$/, 'Item');
        const call = async ({ input }: { input: unknown }) => {
          const output = await ask(name, wireInput(input as Fields));
          return { output: plainOutput(output) };
        };
        const { output } = await (around?.(call, { commandName: `${name}Command` }) ?? call)({ input: command.input });
        return output;
      };
      return { send, destroy: () => undefined } as object as DynamoDBDocumentClient;
    },
  };
}

interface Declared {
  readonly TableStatus: string;
}
type Done = (error: unknown, table?: Declared) => void;

/** The engine reads and parses a table's declaration at every request; ours never changes once it is there. */
function remembering(getTable: GetTable): GetTable {
  const known = new Map<string, Declared>();
  return (name, ...rest) => {
    const done = rest.at(-1) as Done;
    const table = known.get(name);
    if (table !== undefined) return setImmediate(() => done(null, table));
    getTable(name, ...rest.slice(0, -1), (error: unknown, table?: Declared) => {
      if (table?.TableStatus === 'ACTIVE') known.set(name, table);
      done(error, table);
    });
  };
}

const each = (value: unknown, change: (one: never) => unknown): Fields =>
  Object.fromEntries(Object.entries(value as Fields).map(([name, one]) => [name, change(one as never)]));

function wireInput(input: Fields): Fields {
  const wire: Fields = { ...input };
  for (const name of ['Key', 'Item', 'ExpressionAttributeValues', 'ExclusiveStartKey']) {
    if (wire[name] !== undefined) wire[name] = toWireMap(wire[name] as Fields);
  }
  if (wire['RequestItems'] !== undefined) {
    wire['RequestItems'] = each(wire['RequestItems'], (asked: { Keys: Fields[] } | WriteRequest[]) =>
      Array.isArray(asked) ? asked.map(wireWrite) : { ...asked, Keys: asked.Keys.map(toWireMap) },
    );
  }
  return wire;
}

type WriteRequest =
  | { readonly PutRequest: { readonly Item: Fields } }
  | { readonly DeleteRequest: { readonly Key: Fields } };

const wireWrite = (write: WriteRequest): object =>
  'PutRequest' in write
    ? { PutRequest: { Item: toWireMap(write.PutRequest.Item) } }
    : { DeleteRequest: { Key: toWireMap(write.DeleteRequest.Key) } };

type WireItem = Record<string, WireValue>;

function plainOutput(output: Fields): Fields {
  const plain: Fields = { ...output };
  for (const name of ['Item', 'Attributes', 'LastEvaluatedKey']) {
    if (plain[name] !== undefined) plain[name] = fromWireMap(plain[name] as WireItem);
  }
  if (plain['Items'] !== undefined) plain['Items'] = (plain['Items'] as WireItem[]).map(fromWireMap);
  if (plain['Responses'] !== undefined) {
    plain['Responses'] = each(plain['Responses'], (items: WireItem[]) => items.map(fromWireMap));
  }
  if (plain['UnprocessedKeys'] !== undefined) {
    plain['UnprocessedKeys'] = each(plain['UnprocessedKeys'], (left: { Keys: WireItem[] }) => ({
      ...left,
      Keys: left.Keys.map(fromWireMap),
    }));
  }
  return plain;
}

/** An error of the engine as the SDK throws it. */
function asSdkError(error: unknown): unknown {
  const { body, statusCode } = error as { body?: { __type: string; message?: string }; statusCode?: number };
  if (body === undefined || statusCode === undefined) return error;
  const name = body.__type.split('#').at(-1) ?? '';
  const said = { message: body.message ?? '', $metadata: { httpStatusCode: statusCode } };
  if (name === 'ConditionalCheckFailedException') return new ConditionalCheckFailedException(said);
  return new DynamoDBServiceException({ ...said, name, $fault: 'client' });
}
