import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeliveryName } from '../../functions/core/delivery.ts';
import {
  claimDelivery,
  markFailed,
  markSending,
  markSent,
  markWaiting,
  noteFeedback,
  readDelivery,
} from '../../functions/storage/deliveries.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { DAY, START } from './world.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

const LATER = START + 60_000;
let count = 0;
function newName(): DeliveryName {
  count += 1;
  return { owner: 'alice', digestId: 'weekly', period: '2026-11-16', recipient: `recipient-${count}` };
}
const claimAs = (runner: string) => ({
  ...{ runner, messageId: `<${runner}@sender.example>` },
  ...{ leaseUntil: LATER, expiresAt: START + DAY },
});

async function claimed(name: DeliveryName) {
  const held = await claimDelivery(table.db, name, undefined, claimAs('one'));
  if (held === undefined) throw new Error('It could not be claimed.');
  return held;
}

describe('a claim', () => {
  it('is one’s who saw nothing only while there is nothing, even after the other is done', async () => {
    const name = newName();
    const held = await claimed(name);
    expect(await claimDelivery(table.db, name, undefined, claimAs('two'))).toBeUndefined();
    await markSending(table.db, name, held, START, LATER);
    expect(await claimDelivery(table.db, name, undefined, claimAs('two'))).toBeUndefined();
    await markSent(table.db, name, held, START, 'ses-1');
    expect(await claimDelivery(table.db, name, undefined, claimAs('two'))).toBeUndefined();
    expect(await readDelivery(table.db, name)).toMatchObject({ state: 'sent', sesMessageId: 'ses-1' });
  });

  it('is taken over only as it was seen, and keeps its Message-ID', async () => {
    const name = newName();
    const held = await claimed(name);
    const second = await claimDelivery(table.db, name, held, claimAs('two'));
    expect(second).toMatchObject({ claim: 2, runner: 'two', messageId: '<one@sender.example>' });
    expect(await claimDelivery(table.db, name, held, claimAs('three'))).toBeUndefined();
  });

  it('that was taken over can do nothing any more: its holder asks SES nothing', async () => {
    const name = newName();
    const held = await claimed(name);
    const second = await claimDelivery(table.db, name, held, claimAs('two'));
    expect(await markSending(table.db, name, held, START, LATER)).toBe(false);
    if (second === undefined) throw new Error('It could not be taken over.');
    expect(await markSending(table.db, name, second, START, LATER)).toBe(true);
    expect(await markSent(table.db, name, held, START, 'ses-old')).toBe(false);
    expect(await markWaiting(table.db, name, held, 'busy')).toBe(false);
    expect(await markFailed(table.db, name, held, START, 'no')).toBe(false);
    expect(await readDelivery(table.db, name)).toMatchObject({ state: 'sending', claim: 2, sendingAt: START });
  });

  it('ends when SES’s event comes first: nothing is sent again', async () => {
    const name = newName();
    const held = await claimed(name);
    await noteFeedback(table.db, name, { feedback: 'sent', wall: START });
    expect(await markSending(table.db, name, held, START, LATER)).toBe(false);
    expect((await readDelivery(table.db, name))?.state).toBe('sent');
  });

  it('after a rejection begins with a clean sheet, so that the next event counts', async () => {
    const name = newName();
    await claimed(name);
    await noteFeedback(table.db, name, { feedback: 'rejected', wall: START, reason: 'no' });
    await noteFeedback(table.db, name, { feedback: 'sent', wall: START });
    const rejected = await readDelivery(table.db, name);
    expect(rejected?.state).toBe('failed');
    const again = await claimDelivery(table.db, name, rejected, claimAs('two'));
    if (again === undefined) throw new Error('It could not be claimed again.');
    await markSending(table.db, name, again, START, LATER);
    await noteFeedback(table.db, name, { feedback: 'sent', wall: START });
    expect((await readDelivery(table.db, name))?.state).toBe('sent');
  });
});
