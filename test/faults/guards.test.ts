import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../functions/storage/db.ts';
import { directTable } from '../fakes/direct-table.ts';
import { faultsOf } from './ending.ts';
import { type Beginning, begin, live, type Tampering } from './scenario.ts';
import { CALM } from './weather.ts';

/** Seeds until one shows it, at most. */
const MOST_TRIES = 25;

let beginning: Beginning;
beforeAll(async () => {
  beginning = await begin(directTable());
});

/** What goes wrong first when a guard is taken out of the way. */
async function firstFault(tampering: Tampering): Promise<string> {
  for (let seed = 1; seed <= MOST_TRIES; seed += 1) {
    const [wrong] = faultsOf(await live(seed, beginning, tampering));
    if (wrong !== undefined) return wrong;
  }
  return 'nothing';
}

/** A table whose client changes what is asked, or what is answered. */
function changed(change: { asked?: (input: object) => void; answered?: (output: object) => void }) {
  return ({ client, tableName }: Db): Db => {
    const send = async (command: { input: object }, ...rest: unknown[]) => {
      change.asked?.(command.input);
      const output = await (client.send as (...all: unknown[]) => Promise<object>).call(client, command, ...rest);
      change.answered?.(output);
      return output;
    };
    return { client: Object.assign(Object.create(client), { send }) as DynamoDBDocumentClient, tableName };
  };
}

describe('the faults suite notices when', () => {
  it('conditions are not looked at, and two runs do the same work', async () => {
    const asked = (input: object) => {
      // Names and values that only the condition used would be refused as superfluous.
      const { ConditionExpression: condition, ...rest } = input as Record<string, unknown>;
      if (typeof condition !== 'string') return;
      for (const map of [rest['ExpressionAttributeNames'], rest['ExpressionAttributeValues']]) {
        for (const name of Object.keys((map as object | undefined) ?? {})) {
          const isUsed = String(rest['UpdateExpression'] ?? '').includes(name);
          if (!isUsed) delete (map as Record<string, unknown>)[name];
        }
        if (map !== undefined && Object.keys(map as object).length === 0) {
          for (const key of ['ExpressionAttributeNames', 'ExpressionAttributeValues']) {
            if ((input as Record<string, unknown>)[key] === map) delete (input as Record<string, unknown>)[key];
          }
        }
      }
      delete (input as Record<string, unknown>)['ConditionExpression'];
    };
    const weather = { ...CALM, crowded: 1, late: 0.5 };
    expect(await firstFault({ table: changed({ asked }), weather })).not.toBe('nothing');
  }, 300_000);

  it('what a batch left over is forgotten', async () => {
    const answered = (output: object) => {
      for (const left of ['UnprocessedItems', 'UnprocessedKeys']) delete (output as Record<string, unknown>)[left];
    };
    const weather = { ...CALM, leftOver: 1 };
    expect(await firstFault({ table: changed({ answered }), weather })).not.toBe('nothing');
  }, 300_000);

  it('SES accepts a mail and neither its answer nor its event is ever heard: the one case of a second copy', async () => {
    const weather = { ...CALM, sesUnheard: 1 };
    expect(await firstFault({ isDeafToSes: true, weather })).toMatch(/^mailed twice/);
  }, 300_000);

  it('nothing at all is wrong: then it says nothing', async () => {
    for (const seed of [1, 2, 3]) expect(faultsOf(await live(seed, beginning, { weather: CALM }))).toEqual([]);
  }, 300_000);
});
