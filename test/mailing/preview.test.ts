import PostalMime from 'postal-mime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drawPng } from '../../functions/digest/draw-png.ts';
import { NoPreviewError, previewDigest } from '../../functions/mailing/preview.ts';
import { listEditions, readDigestState } from '../../functions/storage/digests.ts';
import { listSuggested } from '../../functions/storage/suggestions.ts';
import { configOf, DAY, MailWorld, MONDAY, START } from './world.ts';

let world: MailWorld;
beforeEach(async () => {
  world = await MailWorld.create();
});
afterEach(() => world.close());

const config = configOf({ id: 'alice' });
const [owner = fail()] = config.owners;
const [digest = fail()] = owner.digests;
const preview = (which: 'next' | 'last') =>
  previewDigest({ db: world.db, clock: world.clock, logger: world.logger, drawPng }, owner, digest, which);

describe('a preview', () => {
  it('of the next digest says what is known now, and sends, freezes and suggests nothing', async () => {
    const followers = await world.account('alice', ['bo', 'cy']);
    await world.send(config);
    world.sent.length = 0;
    const before = await readDigestState(world.db, 'alice', 'weekly');
    world.goTo(START + 17 * DAY);
    await world.lose(followers, 'bo');
    const { subject, text, html, eml, period, kind } = await preview('next');
    expect({ period, kind }).toEqual({ period: '2026-11-30', kind: 'weekly' });
    expect(subject).toBe('Your followers, week to 30 November: 1 left');
    expect(text).toContain('bo.example');
    expect(html).toContain('src="data:image/png;base64,');
    const mail = await PostalMime.parse(Buffer.from(eml, 'base64'));
    expect(mail.to).toMatchObject([{ address: 'alice@mail.example' }]);
    expect(mail.attachments).toHaveLength(1);
    expect(world.sent).toEqual([]);
    expect(await readDigestState(world.db, 'alice', 'weekly')).toEqual(before);
    expect(await listEditions(world.db, 'alice', undefined, { limit: 10 })).toHaveLength(1);
    expect([...(await listSuggested(world.db, 'alice', START))]).toEqual([]);
  });

  it('of the last one is what was frozen, whatever happened since', async () => {
    const followers = await world.account('alice', ['bo', 'cy']);
    await expect(preview('last')).rejects.toThrow(NoPreviewError);
    await world.send(config);
    world.goTo(MONDAY);
    await world.lose(followers, 'bo');
    const { kind, period, text } = await preview('last');
    expect({ kind, period }).toEqual({ kind: 'welcome', period: '2026-11-09' });
    expect(text).toContain('2 people are with you');
  });
});

function fail(): never {
  throw new Error('expected one');
}
