import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { type Db, getItem } from '../../functions/storage/db.ts';
import { patientDb } from '../../functions/storage/patient-db.ts';

const KEY = { pk: 'a', sk: 'b' };

/** A table that throttles its first requests, and notes what it was asked and how long was waited. */
function throttling(times: number, name = 'ThrottlingException') {
  const waits: number[] = [];
  let [asked, busy] = [0, 0];
  const send = async (): Promise<{ Item: { v: number } }> => {
    asked += 1;
    if (asked > times) return { Item: { v: 7 } };
    throw new DynamoDBServiceException({ name, message: 'No.', $fault: 'client', $metadata: {} });
  };
  const db: Db = {
    client: { send } as object as DynamoDBDocumentClient,
    tableName: 'any',
    onBusy: () => {
      busy += 1;
    },
    wait: async (ms) => {
      waits.push(ms);
    },
  };
  return { db, waits, asked: () => asked, busy: () => busy };
}

describe('a patient table', () => {
  it('is asked again, after longer and longer waits, until it has room', async () => {
    const table = throttling(3);
    expect(
      await getItem(
        patientDb(table.db, () => true),
        KEY,
      ),
    ).toEqual({ v: 7 });
    expect(table.waits).toEqual([50, 100, 200]);
    expect(table.busy()).toBe(3);
  });

  it('is asked once while nobody may wait', async () => {
    const table = throttling(3);
    await expect(
      getItem(
        patientDb(table.db, () => false),
        KEY,
      ),
    ).rejects.toThrow('No.');
    expect(table.asked()).toBe(1);
  });

  it('is given up after some minutes', async () => {
    const table = throttling(Number.POSITIVE_INFINITY);
    await expect(
      getItem(
        patientDb(table.db, () => true),
        KEY,
      ),
    ).rejects.toThrow('No.');
    const waited = table.waits.reduce((sum, ms) => sum + ms, 0);
    expect(waited).toBeGreaterThan(60_000);
    expect(waited).toBeLessThan(300_000);
  });

  it('says at once what is no want of room', async () => {
    const table = throttling(1, 'ResourceNotFoundException');
    await expect(
      getItem(
        patientDb(table.db, () => true),
        KEY,
      ),
    ).rejects.toThrow('No.');
    expect(table.asked()).toBe(1);
  });
});
