import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recipientHash } from '../../functions/mailing/recipient.ts';
import { NotResubscribedError, ownerMailing, resubscribe } from '../../functions/mailing/resubscribe.ts';
import { readSuppressions, type SuppressionReason, suppress } from '../../functions/storage/suppressions.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { configOf, digestOf, START } from './world.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

const stop = (owner: string, email: string, reason: SuppressionReason, digestId?: string) => {
  const who = { owner, recipient: recipientHash(owner, email), ...(digestId === undefined ? {} : { digestId }) };
  return suppress(table.db, who, { reason, at: START });
};
const isStopped = async (owner: string, email: string, digestId = 'weekly') => {
  const recipient = recipientHash(owner, email);
  return (await readSuppressions(table.db, owner, digestId, [recipient])).has(recipient);
};

describe('somebody who has unsubscribed', () => {
  it('gets all digests of that owner again, however the address is written, and nobody else does', async () => {
    await stop('ann', 'x@mail.example', 'unsubscribed', 'weekly');
    await stop('ann', 'x@mail.example', 'unsubscribed', 'of-last-year');
    await stop('ann', 'y@mail.example', 'unsubscribed', 'weekly');
    await stop('bo', 'x@mail.example', 'unsubscribed', 'weekly');
    const report = await resubscribe(table.db, { owner: 'ann', email: 'X@Mail.example', isForced: false });
    expect(report).toEqual({ lifted: ['unsubscribed'], kept: [] });
    expect(await isStopped('ann', 'x@mail.example')).toBe(false);
    expect(await isStopped('ann', 'x@mail.example', 'of-last-year')).toBe(false);
    expect(await isStopped('ann', 'y@mail.example')).toBe(true);
    expect(await isStopped('bo', 'x@mail.example')).toBe(true);
  });

  it('need not have', async () => {
    const report = await resubscribe(table.db, { owner: 'ann', email: 'z@mail.example', isForced: true });
    expect(report).toEqual({ lifted: [], kept: [] });
  });
});

describe('somebody whose mail came back or was unwanted', () => {
  it.each(['bounced', 'complained'] as const)('gets none after it %s, unless by force', async (reason) => {
    const email = `${reason}@mail.example`;
    await stop('ann', email, reason);
    await stop('ann', email, 'unsubscribed', 'weekly');
    const kindly = await resubscribe(table.db, { owner: 'ann', email, isForced: false });
    expect(kindly).toEqual({ lifted: ['unsubscribed'], kept: [reason] });
    expect(await isStopped('ann', email)).toBe(true);
    const forced = await resubscribe(table.db, { owner: 'ann', email, isForced: true });
    expect(forced).toEqual({ lifted: [reason], kept: [] });
    expect(await isStopped('ann', email)).toBe(false);
  });
});

describe('whose digests go to an address', () => {
  const config = configOf(
    { id: 'ann', digests: [digestOf(['x@mail.example', 'both@mail.example'])] },
    { id: 'bo', digests: [digestOf(['Both@mail.example'])] },
  );

  it('is told by the configuration, or must be said', () => {
    expect(ownerMailing(config, ' X@mail.example', undefined)).toBe('ann');
    expect(ownerMailing(config, 'both@mail.example', 'bo')).toBe('bo');
    expect(() => ownerMailing(config, 'both@mail.example', undefined)).toThrow(/several owners.*ann, bo.*--owner/);
    expect(() => ownerMailing(config, 'x@mail.example', 'bo')).toThrow(/No digest of the owner "bo" goes to/);
    expect(() => ownerMailing(config, 'nobody@mail.example', undefined)).toThrow(NotResubscribedError);
  });
});
