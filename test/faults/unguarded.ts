import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Finding } from '../../functions/core/model.ts';
import type { Connector, Page } from '../../functions/networks/network.ts';
import type { Db } from '../../functions/storage/db.ts';

/** Wrappers that take a guard out of the way, each by changing what is asked or answered. */

type Fields = Record<string, unknown>;
type Change = (fields: Fields) => void;

/** A table whose client changes what is asked, or what is answered. */
export function changed(change: {
  readonly asked?: Change;
  readonly answered?: (output: Fields, input: Fields) => void;
}) {
  return ({ client, tableName }: Db): Db => {
    const send = async (command: { input: Fields }, ...rest: unknown[]) => {
      change.asked?.(command.input);
      const output = await (client.send as (...all: unknown[]) => Promise<Fields>).call(client, command, ...rest);
      change.answered?.(output, command.input);
      return output;
    };
    return { client: Object.assign(Object.create(client), { send }) as DynamoDBDocumentClient, tableName };
  };
}

/** Conditions of writes under keys that begin so are not looked at. */
export const withoutConditions = (prefix: string) => changed({ asked: (input) => dropCondition(input, prefix) });

function dropCondition(input: Fields, prefix: string): void {
  const key = (input['Key'] ?? input['Item'] ?? {}) as { pk?: string };
  if (typeof input['ConditionExpression'] !== 'string' || key.pk?.startsWith(prefix) !== true) return;
  delete input['ConditionExpression'];
  // Names and values that only the condition used would be refused as superfluous.
  for (const kind of ['ExpressionAttributeNames', 'ExpressionAttributeValues']) {
    const map = input[kind] as Fields | undefined;
    for (const name of Object.keys(map ?? {})) {
      if (!new RegExp(`${name}\\b`).test(String(input['UpdateExpression'] ?? ''))) delete map?.[name];
    }
    if (map !== undefined && Object.keys(map).length === 0) delete input[kind];
  }
}

/** What a batch left over is forgotten. */
export const forgettingRests = changed({
  answered: (output) => {
    for (const left of ['UnprocessedItems', 'UnprocessedKeys']) delete output[left];
  },
});

/** A projection that is repeated writes its changes anew, and not over those that are there. */
export const projectingAnew = changed({
  asked: ({ RequestItems }) => {
    for (const writes of Object.values((RequestItems ?? {}) as Record<string, { PutRequest?: { Item: Fields } }[]>)) {
      if (!Array.isArray(writes)) continue;
      for (const { PutRequest } of writes) {
        const item = PutRequest?.Item;
        if (item === undefined || !String(item['pk']).startsWith('C#')) continue;
        const anew = (key: unknown): string =>
          String(key).replace(/\d+$/, (part) => String(Math.random()).slice(2, 2 + part.length));
        Object.assign(item, { sk: anew(item['sk']), tlSk: anew(item['tlSk']) });
      }
    }
  },
});

/** Committed versions look as if they had been projected. */
export const takingCommittedForProjected = changed({
  answered: ({ Item, Attributes, Responses }) => {
    for (const item of [Item, Attributes, ...Object.values((Responses ?? {}) as Record<string, unknown[]>).flat()]) {
      const head = item as { sk?: string; v?: number; pv?: number } | undefined;
      if (head?.sk === 'HEAD' && head.v !== undefined) head.pv = head.v;
    }
  },
});

/** Nobody is remembered as erased. */
export const forgettingTheErased = changed({
  answered: (output, input) => {
    const values = Object.values((input['ExpressionAttributeValues'] ?? {}) as Fields);
    if (values.some((value) => value === 'GONE#')) output['Items'] = [];
  },
});

/** Nothing is due once it has failed or been left lying. */
export const forgettingWhatIsDue = changed({
  asked: (input) => {
    const names = (input['ExpressionAttributeNames'] ?? {}) as Record<string, string>;
    const values = (input['ExpressionAttributeValues'] ?? {}) as Fields;
    for (const [alias, name] of Object.entries(names)) {
      if (name === 'dueAt') values[alias.replace('#', ':')] = '9999-01-01T00:00:00.000Z';
    }
  },
});

/**
 * An error ends a list as if it were its end; nobody counts how many there should be; and whoever is not listed is
 * taken for gone without a look. Each of the three alone is caught by the other two.
 */
export const believingShortLists = (connector: Connector): Connector => ({
  ...bound(connector),
  resolve: async (name) => {
    const { followersCount: _, ...account } = await connector.resolve(name);
    return account;
  },
  discover: async (...asked) => {
    const discovery = await connector.discover(...asked);
    return { ...discovery, audiences: discovery.audiences.map(({ count: _, ...target }) => target) };
  },
  readPage: (target, cursor): Promise<Page> => connector.readPage(target, cursor).catch(() => ({ people: [] })),
  verify: async function* (...asked): AsyncIterable<Finding> {
    for await (const finding of connector.verify(...asked)) yield { ...finding, account: 'active', inAudience: false };
  },
});

function bound(connector: Connector): Connector {
  return {
    network: connector.network,
    credentialId: connector.credentialId,
    listsFullProfiles: connector.listsFullProfiles,
    canVerify: (kind) => connector.canVerify(kind),
    resolve: (name) => connector.resolve(name),
    discover: (...asked) => connector.discover(...asked),
    readPage: (...asked) => connector.readPage(...asked),
    verify: (...asked) => connector.verify(...asked),
    hydrate: (people) => connector.hydrate(people),
  };
}
