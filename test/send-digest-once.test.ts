import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recipientHash } from '../functions/mailing/recipient.ts';
import { readDelivery } from '../functions/storage/deliveries.ts';
import { listEditions, readDigestState } from '../functions/storage/digests.ts';
import { suppress } from '../functions/storage/suppressions.ts';
import { CrashError, type CrashMoment, crashAt } from './fakes/crash.ts';
import { configOf, digestOf, MailWorld, MINUTE, MONDAY, outcomes, START } from './mailing/world.ts';

let world: MailWorld;
beforeEach(async () => {
  world = await MailWorld.create();
});
afterEach(() => world.close());

const EMAILS = ['one@mail.example', 'two@mail.example'];
const configFor = (owner: string) => configOf({ id: owner, digests: [digestOf(EMAILS)] });
const config = configFor('alice');
const nameOf = (email: string, owner = 'alice') => ({
  ...{ owner, digestId: 'weekly', period: '2026-11-09' },
  recipient: recipientHash(owner, email),
});
const refusal = (name: string, status: number) =>
  Object.assign(new Error('No.'), { name, $metadata: { httpStatusCode: status } });

/** An owner with followers, ready to be welcomed. */
async function prepare(owner = 'alice'): Promise<void> {
  world.sent.length = 0;
  await world.account(owner, ['bo', 'cy']);
}

/** Writes of one whole run: parts, state, suggestions, list, mark, and three for each recipient. */
async function writesOfARun(): Promise<number> {
  await prepare();
  const crash = crashAt(world.db, Number.POSITIVE_INFINITY, 'before');
  await world.send(config);
  crash.revive();
  return crash.writes;
}

/** Runs until the n-th write kills the process, then half an hour later again. */
async function killAndRestart(owner: string, nth: number, moment: CrashMoment): Promise<void> {
  await prepare(owner);
  const crash = crashAt(world.db, nth, moment);
  // A dead process asks SES nothing.
  world.onSend = () => {
    if (crash.hasHappened) throw new CrashError('The process is dead.');
  };
  await world.send(configFor(owner));
  expect(crash.hasHappened).toBe(true);
  crash.revive();
  world.onSend = () => {};
  const unnoted = new Set<string>();
  for (const { to } of world.sent) {
    if ((await readDelivery(world.db, nameOf(to, owner)))?.state !== 'sent') unnoted.add(to);
  }
  world.clock.wallClock += 31 * MINUTE;
  await world.send(configFor(owner));
  for (const email of EMAILS) {
    const mails = world.to(email);
    expect(mails, `${email} after write ${nth}`).toHaveLength(unnoted.has(email) ? 2 : 1);
    expect(new Set(mails.map(({ mail }) => mail.messageId)).size).toBe(1);
    expect((await readDelivery(world.db, nameOf(email, owner)))?.state).toBe('sent');
  }
}

describe('killed at any write of a run', () => {
  for (const moment of ['before', 'after'] as const satisfies CrashMoment[]) {
    it(`(${moment} it took effect), the next run ends with each recipient's mail and one edition`, async () => {
      const writes = await writesOfARun();
      expect(writes).toBeGreaterThanOrEqual(10);
      for (let nth = 1; nth <= writes; nth += 1) {
        const owner = `owner-${nth}`;
        await killAndRestart(owner, nth, moment);
        expect(await listEditions(world.db, owner, undefined, { limit: 10 })).toHaveLength(1);
        expect((await readDigestState(world.db, owner, 'weekly'))?.isSettled).toBe(true);
        expect(outcomes(await world.send(configFor(owner)))).toEqual(['already-sent', 'already-sent']);
      }
    }, 60_000);
  }

  it('sends no second copy when SES’s own event says that the first was accepted', async () => {
    await prepare();
    world.afterSend = () => {
      throw new CrashError('Killed before the answer was noted.');
    };
    expect(outcomes(await world.send(config))).toEqual(['doubtful', 'doubtful']);
    world.afterSend = () => {};
    const [first] = world.sent;
    if (first === undefined) throw new Error('Nothing was sent.');
    await world.tell(first, 'Email Sent');
    world.clock.wallClock += 31 * MINUTE;
    await world.send(config);
    expect(world.to('one@mail.example')).toHaveLength(1);
    expect(world.to('two@mail.example')).toHaveLength(2);
  });

  it('waits half an hour for that event, and not at all where the outbox has told everything at its start', async () => {
    await prepare();
    world.afterSend = () => {
      throw new CrashError('Killed before the answer was noted.');
    };
    await world.send(config);
    world.afterSend = () => {};
    world.clock.wallClock += 29 * MINUTE;
    expect(outcomes(await world.send(config))).toEqual(['doubtful', 'doubtful']);
    expect(outcomes(await world.process(config, { doubtMs: 0 })({}))).toEqual(['sent', 'sent']);
  });
});

describe('two at once', () => {
  it('send once and freeze one edition', async () => {
    await prepare();
    const handlers = [world.process(config), world.process(config), world.process(config)];
    const reports = await Promise.all(handlers.map((handler) => handler({})));
    for (const email of EMAILS) expect(world.to(email)).toHaveLength(1);
    expect(reports.flatMap(outcomes).filter((outcome) => outcome === 'sent')).toHaveLength(2);
    expect(await listEditions(world.db, 'alice', undefined, { limit: 10 })).toHaveLength(1);
  });

  it('send once even in one process on the laptop, where no lease of others counts', async () => {
    await prepare();
    const handler = () => world.process(config, { doubtMs: 0, runner: 'this process' })({});
    await Promise.all([handler(), handler(), handler()]);
    for (const email of EMAILS) expect(world.to(email)).toHaveLength(1);
  });
});

describe('what SES answers', () => {
  it('“no” is a failure that is shown, tried again after a pause, and at once by hand', async () => {
    await prepare();
    world.onSend = () => {
      throw refusal('MailFromDomainNotVerifiedException', 400);
    };
    const report = await world.send(config);
    expect(report.digests[0]).toMatchObject({ outcome: 'failed', message: 'MailFromDomainNotVerifiedException: No.' });
    world.onSend = () => {};
    expect(outcomes(await world.send(config))).toEqual(['failed', 'failed']);
    expect(outcomes(await world.send(config, { force: true }))).toEqual(['sent', 'sent']);
  });

  it('“no” to one recipient is none to the other', async () => {
    await prepare();
    world.onSend = ({ Destinations }) => {
      if (Destinations?.includes('one@mail.example')) throw refusal('MessageRejected', 400);
    };
    expect(outcomes(await world.send(config))).toEqual(['failed', 'sent']);
    world.onSend = () => {};
    world.goTo(START + 10 * MINUTE);
    expect(outcomes(await world.send(config))).toEqual(['sent', 'already-sent']);
  });

  it('“not now” leaves it for the next tick', async () => {
    await prepare();
    world.onSend = () => {
      throw refusal('Throttling', 400);
    };
    expect(outcomes(await world.send(config))).toEqual(['failed', 'failed']);
    world.onSend = () => {};
    expect(outcomes(await world.send(config))).toEqual(['sent', 'sent']);
  });

  it('nothing at all is a doubt, and a server error too', async () => {
    await prepare();
    world.onSend = ({ Destinations }) => {
      if (Destinations?.includes('one@mail.example')) throw refusal('InternalFailure', 500);
      throw Object.assign(new Error('aborted'), { name: 'AbortError' });
    };
    expect(outcomes(await world.send(config))).toEqual(['doubtful', 'doubtful']);
  });

  it('“rejected” afterwards is not tried again by itself', async () => {
    await prepare();
    await world.send(config);
    const [first] = world.sent;
    if (first === undefined) throw new Error('Nothing was sent.');
    await world.tell(first, 'Email Rejected', { reject: { reason: 'Bad content' } });
    world.goTo(START + 60 * MINUTE);
    const report = await world.send(config);
    expect(report.digests[0]).toMatchObject({ outcome: 'failed', message: 'SES rejected it: Bad content' });
    expect(world.sent).toHaveLength(2);
  });
});

describe('whoever gets no more mail', () => {
  it('is left out and shown to the others, without the address', async () => {
    const followers = await world.account('alice', ['bo', 'cy']);
    await world.send(config);
    await suppress(world.db, nameOf('one@mail.example'), { reason: 'unsubscribed', at: START });
    await world.lose(followers, 'bo');
    world.goTo(MONDAY);
    world.sent.length = 0;
    const report = await world.send(config);
    expect(outcomes(report)).toEqual(['suppressed', 'sent']);
    expect(world.sent.map(({ to }) => to)).toEqual(['two@mail.example']);
    expect(world.sent[0]?.mail.text).toContain('o…@mail.example gets no more mails: they unsubscribed');
    expect(world.sent[0]?.mail.text).not.toContain('one@mail.example');
  });

  it('is nobody’s reason to build an edition', async () => {
    await prepare();
    for (const email of EMAILS) {
      await suppress(
        world.db,
        { owner: 'alice', recipient: nameOf(email).recipient },
        { reason: 'bounced', at: START },
      );
    }
    expect(outcomes(await world.send(config))).toEqual(['suppressed', 'suppressed']);
    expect(await readDigestState(world.db, 'alice', 'weekly')).toBeUndefined();
  });

  it('stays so for this owner only', async () => {
    const both = configOf({ id: 'alice', digests: [digestOf(EMAILS)] }, { id: 'bert', digests: [digestOf(EMAILS)] });
    await world.account('alice', ['bo']);
    await world.account('bert', ['cy']);
    const recipient = recipientHash('alice', 'ONE@mail.example');
    await suppress(world.db, { owner: 'alice', recipient }, { reason: 'complained', at: START });
    expect(outcomes(await world.send(both))).toEqual(['suppressed', 'sent', 'sent', 'sent']);
  });
});
