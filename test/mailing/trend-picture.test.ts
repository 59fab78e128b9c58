import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drawPng } from '../../functions/digest/draw-png.ts';
import { putSnapshot } from '../../functions/storage/snapshots.ts';
import { configOf, DAY, MailWorld, MONDAY } from './world.ts';

let world: MailWorld;
beforeEach(async () => {
  world = await MailWorld.create();
});
afterEach(() => world.close());

const config = configOf({ id: 'alice' });
const WEEK = 7 * DAY;

/** Welcomed, and three weeks later somebody has left. */
async function threeWeeksLater(): Promise<void> {
  const followers = await world.account('alice', ['bo', 'cy', 'di']);
  await world.send(config);
  world.sent.length = 0;
  world.goTo(MONDAY + 2 * WEEK - DAY);
  await world.lose(followers, 'bo');
  const at = world.clock.calendar;
  await putSnapshot(world.db, {
    ...{
      key: followers.key,
      at,
      startedAt: at,
      listed: 2,
      duplicates: 0,
      pages: 1,
      isComplete: true,
      isAccepted: true,
    },
    ...{ version: 2, gained: 0, lost: 1, returned: 0, edited: 0 },
  });
  world.goTo(MONDAY + 2 * WEEK);
}

describe('the trend in a mail that is sent', () => {
  it('is a picture inside it, drawn from the readings and frozen with the edition', async () => {
    await threeWeeksLater();
    await world.process(config, { drawPng })({});
    const [{ mail } = { mail: undefined }] = world.sent;
    expect(mail?.html).toContain('<img src="cid:trend.rekindle" alt="Line chart: 3 people on 16 Nov, 2 on 30 Nov."');
    expect(mail?.attachments).toMatchObject([{ contentId: '<trend.rekindle>', mimeType: 'image/png' }]);
    expect(mail?.text).toContain('2 people on 1 list: 1 fewer than 2 weeks ago.');
    expect(mail?.text).toContain('30 Nov  2  −1');
  });

  it('is bars of HTML when it cannot be drawn, and the mail goes out all the same', async () => {
    await threeWeeksLater();
    const broken = () => Promise.reject(new Error('no wasm here'));
    await world.process(config, { drawPng: broken })({});
    const [{ mail } = { mail: undefined }] = world.sent;
    expect(mail?.html).not.toContain('<img');
    expect(mail?.html).toContain('Each week');
    expect(mail?.attachments).toEqual([]);
    expect(world.lines).toContainEqual(
      expect.objectContaining({
        message: 'the trend could not be drawn',
        fields: expect.objectContaining({ owner: 'alice' }),
      }),
    );
  });
});
