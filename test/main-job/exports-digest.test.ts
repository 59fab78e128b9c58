import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildDigest } from '../../functions/core/digest-contents.ts';
import { renderDigest } from '../../functions/digest/render.ts';
import { gatherDigest, readAccounts } from '../../functions/mailing/gather.ts';
import { peopleSense } from '../../functions/people/sense.ts';
import { readStatus } from '../../lib/local/status.ts';
import { statusText } from '../../lib/local/status-text.ts';
import { freshFolder } from '../local/folder-for-test.ts';
import { digestOf } from '../mailing/world.ts';
import { CONNECTIONS, oldRow, xArchive, zipOf } from '../networks/exports/zips.ts';
import { ExportsRig } from './exports-rig.ts';

const DAY = 86_400_000;

describe('the digest', () => {
  it('asks for the next export when the last is a month old, with a link and the steps, and names who is no longer listed', async () => {
    const rig = await ExportsRig.open('instagram:alice', 'x:alice');
    onTestFinished(() => rig.close());
    const folder = await freshFolder();
    const names = Array.from({ length: 12 }, (_, at) => ({ name: `person.${at}`, timestamp: 1_600_000_000 + at }));
    const entries = (ties: typeof names) => ({ [`${CONNECTIONS}followers_1.json`]: ties.map(oldRow) });
    await rig.import(await zipOf(join(folder, '1.zip'), entries(names)));
    const second = entries(names.filter(({ name }) => name !== 'person.3'));
    await rig.import(await zipOf(join(folder, '2.zip'), second, { at: new Date('2026-11-08T08:00:00Z') }));
    await rig.import(await xArchive(folder, 'x.zip', { at: '2026-11-28T08:00:00Z', followers: ['1', '2'] }));
    rig.now = Date.parse('2026-12-14T08:00:00Z');

    const [owner] = rig.config.owners;
    if (owner === undefined) throw new Error('no owner');
    const { input } = await gatherDigest(rig.db, await readAccounts(rig.db, 'alice'), {
      ...{ owner, digest: digestOf(['alice@mail.example']), kind: 'weekly', period: '2026-12-14', now: rig.now },
      last: { to: rig.now - 60 * DAY, versions: {} },
      suppressed: new Map(),
    });
    expect(input.exports).toMatchObject([{ accountId: 'instagram:alice', days: 36 }]);
    const { html, text } = renderDigest(buildDigest(input, peopleSense), {
      timeZone: 'UTC',
      locale: 'en',
      unsubscribeUrl: 'https://rekindle.example/u',
    });
    expect(text).toMatch(/TIME FOR A NEW EXPORT[\s\S]*Instagram, alice: the last is 36 days old[\s\S]*format JSON/);
    expect(text).toContain('https://accountscenter.instagram.com/info_and_permissions/');
    expect(html).toContain('href="https://accountscenter.instagram.com/info_and_permissions/"');
    expect(text).toMatch(/person\.3[\s\S]*no longer on your list/);
    expect(text).not.toContain('unfollow');
    const status = statusText(await readStatus(rig.db, rig.config, rig.clock), 'UTC');
    expect(status).toContain('followers: 11 people, export of Sun 8 Nov 2026, 08:00, 36 days old');
  });
});
