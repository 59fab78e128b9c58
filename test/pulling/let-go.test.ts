import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { letGo } from '../../functions/pulling/let-go.ts';
import type { Db } from '../../functions/storage/db.ts';
import { freshHead, newKey } from '../roster/people.ts';

const MINUTE = 60_000;

/** Lets go of a head while the table never has room. @returns ms that were waited for it, and what was logged */
async function waited(mayGoOn: () => boolean): Promise<{ readonly ms: number; readonly warnings: number }> {
  let [ms, warnings] = [0, 0];
  const send = async (): Promise<never> => {
    throw new DynamoDBServiceException({
      name: 'ThrottlingException',
      message: 'No.',
      $fault: 'client',
      $metadata: {},
    });
  };
  const db: Db = {
    client: { send } as object as DynamoDBDocumentClient,
    tableName: 'any',
    wait: async (more) => {
      ms += more;
    },
  };
  const warn = (): void => {
    warnings += 1;
  };
  const logger = { debug: () => {}, info: () => {}, warn, error: () => {} };
  await letGo({ db, logger }, { head: freshHead(newKey()), fence: 1 }, mayGoOn);
  return { ms, warnings };
}

test('a lease that the table has no room for is let go patiently while there is time, and its loss is logged', async () => {
  const { ms, warnings } = await waited(() => true);
  expect(ms).toBeGreaterThan(MINUTE);
  expect(warnings).toBe(1);
});

test('at the end of an invocation it is tried for some seconds, so that nobody is cut off for it', async () => {
  const { ms } = await waited(() => false);
  expect(ms).toBeGreaterThan(0);
  expect(ms).toBeLessThan(10_000);
});
