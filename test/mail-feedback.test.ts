import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMailFeedbackHandler } from '../functions/mail-feedback.ts';
import { recipientHash } from '../functions/mailing/recipient.ts';
import { readDelivery } from '../functions/storage/deliveries.ts';
import { readSuppressions } from '../functions/storage/suppressions.ts';
import { configOf, MailWorld, START } from './mailing/world.ts';

let world: MailWorld;
beforeEach(async () => {
  world = await MailWorld.create();
  await world.account('alice', ['bo']);
  await world.send(configOf({ id: 'alice' }));
});
afterEach(() => world.close());

const recipient = recipientHash('alice', 'alice@mail.example');
const delivery = { owner: 'alice', digestId: 'weekly', period: '2026-11-09', recipient };

async function tell(type: string, detail: Record<string, unknown> = {}): Promise<void> {
  const [mail] = world.sent;
  if (mail === undefined) throw new Error('Nothing was sent.');
  await world.tell(mail, type, detail);
}

async function suppressed(owner = 'alice', digestId = 'weekly') {
  return (await readSuppressions(world.db, owner, digestId, [recipient])).get(recipient);
}

describe('SES’s events', () => {
  it('stop mail to an address that bounced for good, in all of the owner’s digests', async () => {
    await tell('Email Bounced', {
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        bouncedRecipients: [{ emailAddress: 'alice@mail.example' }],
      },
    });
    expect(await suppressed()).toEqual({ reason: 'bounced', at: START });
    expect(await suppressed('alice', 'another')).toMatchObject({ reason: 'bounced' });
    expect(await suppressed('bert')).toBeUndefined();
    expect(await readDelivery(world.db, delivery)).toMatchObject({ state: 'sent', feedback: 'bounced' });
  });

  it('do not stop it for a full mailbox', async () => {
    await tell('Email Bounced', { bounce: { bounceType: 'Transient' } });
    expect(await suppressed()).toBeUndefined();
  });

  it('stop it after a complaint, but not after one that was taken back', async () => {
    await tell('Email Complaint Received', { complaint: { complaintFeedbackType: 'not-spam' } });
    expect(await suppressed()).toBeUndefined();
    await tell('Email Complaint Received', { complaint: { complaintFeedbackType: 'abuse' } });
    expect(await suppressed()).toMatchObject({ reason: 'complained' });
  });

  it('may come twice and in any order', async () => {
    await tell('Email Delivered', { delivery: {} });
    await tell('Email Sent', { send: {} });
    await tell('Email Sent', { send: {} });
    expect(await readDelivery(world.db, delivery)).toMatchObject({ state: 'sent', feedback: 'delivered' });
  });

  it('of other kinds, of other mails and without sense change nothing and fail nobody', async () => {
    const before = await readDelivery(world.db, delivery);
    await tell('Email Opened', { open: {} });
    const feedback = createMailFeedbackHandler({ db: world.db, clock: world.clock, logger: world.logger });
    const bounce = { bounceType: 'Permanent' };
    const tags = { 'rekindle-owner': ['alice'], 'rekindle-digest': ['weekly'] };
    for (const event of [
      undefined,
      null,
      'text',
      {},
      { 'detail-type': 'Email Bounced' },
      { 'detail-type': 'Email Bounced', detail: { bounce, mail: { tags: {} } } },
      { 'detail-type': 'Email Bounced', detail: { bounce, mail: { tags } } },
      { 'detail-type': 'Email Bounced', detail: { bounce, mail: { tags: { ...tags, 'rekindle-owner': ['a', 'b'] } } } },
    ]) {
      await feedback(event);
    }
    expect(await readDelivery(world.db, delivery)).toEqual(before);
    expect(await suppressed()).toBeUndefined();
  });

  it('about a mail that nobody noted do not bring one into being', async () => {
    const unknown = { ...delivery, period: '2020-01-06' };
    const [mail] = world.sent;
    if (mail === undefined) throw new Error('Nothing was sent.');
    const tags = (mail.input.Tags ?? []).map((tag) =>
      tag.Name === 'rekindle-period' ? { ...tag, Value: unknown.period } : tag,
    );
    for (const type of ['Email Sent', 'Email Delivered', 'Email Rejected']) {
      await world.tell({ ...mail, input: { ...mail.input, Tags: tags } }, type);
    }
    expect(await readDelivery(world.db, unknown)).toBeUndefined();
  });

  it('leave no address in the log', async () => {
    await tell('Email Rejected', { reject: { reason: 'virus to alice@mail.example' } });
    expect(JSON.stringify(world.lines)).not.toContain('@mail.example');
    expect((await readDelivery(world.db, delivery))?.reason).toBe('SES rejected it: virus to …@mail.example');
  });
});
