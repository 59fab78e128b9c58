import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ICAL from 'ical.js';
import type { Browser } from 'playwright-core';
import PostalMime, { type Email } from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personLinks } from '../../functions/acting/links.ts';
import { validateConfig } from '../../functions/runtime/config.ts';
import { LINK_KEY, makeLinkKey } from '../../functions/runtime/link-key.ts';
import { signLink } from '../../functions/runtime/links.ts';
import { queryPrefix } from '../../functions/storage/db.ts';
import { ownerPk, suppressionKey } from '../../functions/storage/keys.ts';
import { readOutreach } from '../../functions/storage/outreach.ts';
import { createCalendar } from '../../lib/local/calendar.ts';
import { startBluesky } from '../../lib/local/demo/servers/bluesky.ts';
import type { DemoServer } from '../../lib/local/demo/servers/serve.ts';
import { World } from '../../lib/local/demo/world.ts';
import { type Laptop, openLaptop } from '../../lib/local/laptop.ts';
import { type EarlyServer, startServer } from '../../lib/local/serve.ts';
import { CHROMIUM, launchChromium } from '../chromium.ts';
import { SILENT } from './folder-for-test.ts';

const NOW = Date.UTC(2026, 10, 16, 8);
const DAY = 86_400_000;
const OLIVE = 'did:plc:olive0000000000000000000';
const did = (n: number): string => `did:plc:${'abcdef'[n]}${'a'.repeat(23)}`;
const personId = (n: number): string => `bluesky:${did(n)}`;

const owner = (id: string) => ({
  id,
  name: 'Olive',
  home: 'Leipzig, Germany',
  timeZone: 'Europe/Berlin',
  interests: ['boats'],
  offers: ['sail making'],
  accounts: [{ id: 'bluesky:olive.example' }],
  digests: [{ from: 'digest@olive.example', recipients: [{ email: `${id}@olive.example` }] }],
});
const config = validateConfig({ owners: [owner('olive'), { ...owner('bert'), digests: [] }] }, 'test');

/** The laptop as it runs, with a mail in its outbox whose links are opened. */
describe('the links of a mail', () => {
  let bluesky: DemoServer;
  let server: EarlyServer;
  let laptop: Laptop;
  let folder: string;
  let mail: Email;
  let links: string[];
  let browser: Browser;

  beforeAll(async () => {
    if (CHROMIUM !== undefined) browser = await launchChromium();
    const world = new World('bluesky');
    world.join({ id: OLIVE, handle: 'olive.example', name: 'Olive', joinedAt: NOW - 900 * DAY });
    for (let n = 0; n < 5; n += 1) {
      world.join({
        id: did(n),
        handle: `person-${n}.example`,
        name: `Ada Person${'ABCDE'[n]}`,
        bio: 'Paints boats. Looking for sail making advice.',
        joinedAt: NOW - 500 * DAY,
      });
      world.follow(did(n), OLIVE, NOW - 100 * DAY);
    }
    bluesky = await startBluesky(world);
    folder = await mkdtemp(join(tmpdir(), 'rekindle-links-'));
    server = await startServer(0, SILENT);
    laptop = await openLaptop({
      directory: folder,
      lockedAt: Date.now(),
      config,
      calendar: createCalendar(() => Date.now(), NOW),
      env: { REKINDLE_BLUESKY_URL: bluesky.url },
      publicUrl: () => server.url,
    });
    server.show(laptop, Date.now());
    await laptop.pull({ force: true });
    await laptop.sendDigest({ force: true });
    const [name = ''] = (await readdir(join(folder, 'outbox'))).filter((file) => file.endsWith('.eml'));
    mail = await PostalMime.parse(await readFile(join(folder, 'outbox', name)));
    links = hrefs(mail.html ?? '').filter((href) => href.startsWith(server.url));
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await laptop?.close();
    await bluesky?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  const signingKey = () => laptop.secrets.readOrCreate(LINK_KEY, makeLinkKey);
  /** Everything that a link could change. */
  const state = async (): Promise<string> => {
    const items = [
      ...(await queryPrefix(laptop.db, ownerPk('olive'), '', { consistent: true })),
      ...(await queryPrefix(laptop.db, ownerPk('bert'), '', { consistent: true })),
      ...(await queryPrefix(laptop.db, suppressionKey('olive', '').pk, '', { consistent: true })),
    ];
    return JSON.stringify(items);
  };
  const linkOf = async (n: number, act: string): Promise<string> => {
    const subject = { owner: 'olive', digestId: 'weekly', period: '2026-11-16', personId: personId(n) };
    const { meet, acts } = await personLinks(server.url, signingKey, subject, Date.now());
    return act === 'meet' ? meet : (Object.entries(acts).find(([name]) => name === act)?.[1] ?? '');
  };
  const post = (url: string, form: Record<string, string> = {}) =>
    fetch(url, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });

  it('are seven for each suggestion, one to the history and one to unsubscribe, in both parts of the mail', () => {
    expect(links).toHaveLength(5 * 7 + 2);
    for (const link of links) expect(mail.text).toContain(link);
    expect(links.every((link) => link.length < 400)).toBe(true);
  });

  it('say the ask, the offer that meets it, and times to propose', () => {
    expect(mail.text).toContain('They ask: “Looking for sail making advice.” You offer sail making.');
    expect(mail.text).toMatch(/Times to propose \([A-Z][\w ]+ time\): \w{3},? \d+ Nov,? \d\d:\d\d/);
  });

  it('change nothing when they are asked for by GET and HEAD', async () => {
    const before = await state();
    for (const link of links) {
      const page = await fetch(link);
      expect(page.status).toBe(200);
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(page.headers.get('cache-control')).toBe('no-store');
      const head = await fetch(link, { method: 'HEAD' });
      expect(head.status).toBe(200);
      expect(await head.text()).toBe('');
    }
    expect(await state()).toBe(before);
  });

  it('that are forged, expired, of another purpose or another owner get a friendly page and 4xx, and do nothing', async () => {
    const before = await state();
    const good = await linkOf(0, 'never');
    const token = good.slice(good.lastIndexOf('/') + 1);
    const flipped = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    const claims = { owner: 'olive', purpose: 'act', subject: `weekly:2026-11-16:never:${personId(0)}` } as const;
    const sign = (more: object) => signLink(signingKey, { ...claims, expiresAt: Date.now() + DAY, ...more });
    const cases: readonly [path: string, status: number][] = [
      [`/act/${flipped}`, 400],
      ['/act/x', 400],
      [`/act/${await sign({ expiresAt: Date.now() - 1_000 })}`, 410],
      [`/act/${await sign({ purpose: 'unsubscribe' })}`, 400],
      [`/act/${await sign({ subject: `weekly:2026-11-16:explode:${personId(0)}` })}`, 400],
      [`/meet/${token}`, 400],
      [`/unsubscribe/${token}`, 400],
      [`/calendar/${token}.ics`, 400],
      // Signed by us, but the owner is not there, or has nothing to do with the person.
      [`/act/${await sign({ owner: 'nobody' })}`, 410],
      [`/act/${await sign({ owner: 'bert' })}`, 410],
      [`/act/${await sign({ subject: 'weekly:2026-11-16:never:bluesky:did:plc:stranger' })}`, 410],
    ];
    for (const [path, status] of cases) {
      for (const answer of [await fetch(server.url + path), await post(server.url + path)]) {
        if (answer.status === 405) continue;
        expect([path, answer.status]).toEqual([path, status]);
        expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
        expect(await answer.text()).toMatch(/This link|nobody here/);
      }
    }
    expect(await state()).toBe(before);
  });

  it('unsubscribe by one POST without cookie or redirect (RFC 8058)', async () => {
    const url = links.find((link) => link.includes('/unsubscribe/')) ?? '';
    const answer = await post(url, { 'List-Unsubscribe': 'One-Click' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(await queryPrefix(laptop.db, suppressionKey('olive', '').pk)).toHaveLength(1);
  });

  describe.skipIf(CHROMIUM === undefined)('in a real browser (install Chromium to run this)', () => {
    const press = async (url: string, fill: Record<string, string> = {}, button = 'button[type=submit]') => {
      const page = await browser.newPage();
      await page.goto(url);
      for (const [name, value] of Object.entries(fill)) {
        const field = page.locator(`[name=${name}]`);
        if ((await page.locator(`select[name=${name}]`).count()) > 0) await field.selectOption(value);
        else await field.fill(value);
      }
      await page.click(button);
      await page.waitForLoadState();
      const title = await page.title();
      await page.close();
      return title;
    };

    it('change nothing when they are only visited, scripts and all', async () => {
      const before = await state();
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      for (const link of links) {
        await page.goto(link);
        expect(await page.locator('h1').count()).toBe(1);
      }
      await page.close();
      expect(errors).toEqual([]);
      expect(await state()).toBe(before);
    });

    it.each([
      ['invited', 1, {}, { state: 'invited' }],
      [
        'met',
        2,
        { note: 'Builds <b>dinghies</b>', promise: 'send the plans', weeks: '26' },
        { state: 'met', note: 'Builds <b>dinghies</b>', promise: 'send the plans', writeAgainWeeks: 26 },
      ],
      ['not-now', 3, { weeks: '8' }, { state: 'snoozed' }],
      ['never', 4, {}, { state: 'never' }],
    ] as const)('“%s” does it, once', async (act, n, fill, expected) => {
      const url = await linkOf(n, act);
      expect(await press(url, fill)).toMatch(/^Noted/);
      const once = await readOutreach(laptop.db, 'olive', personId(n));
      expect(once).toMatchObject(expected);
      await post(url, fill);
      expect(await readOutreach(laptop.db, 'olive', personId(n))).toEqual(once);
      expect(once?.history).toHaveLength(1);
    });

    it('“wrong place” remembers a better one', async () => {
      await press(await linkOf(0, 'wrong-place'), { place: 'Halle, Germany' });
      expect(await state()).toContain('Halle, Germany');
    });

    it('the page for meeting copies a message, plans a time and marks the invitation; the feed has it', async () => {
      const url = await linkOf(0, 'meet');
      const page = await browser.newPage();
      await page.goto(url);
      const message = await page.locator('#message').inputValue();
      expect(message).toMatch(/^Hi Ada, .*boats/);
      expect(message).toMatch(/https:\/\/meet\.jit\.si\/rekindle-[0-9a-f]{32}/);
      await page.locator('#message').fill('My own words');
      await page.click('[data-copy=message]');
      // The browser copies behind the click, and says so when it has.
      await page.locator('[data-copy=message]', { hasText: 'Copied' }).waitFor();
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(wide).toBeLessThanOrEqual(1280);
      await page.click('text=I have proposed this time');
      await page.locator('main', { hasText: 'Planned:' }).waitFor();
      const href = (await page.locator('text=Calendar file').first().getAttribute('href')) ?? '';
      await page.close();
      expect(await readOutreach(laptop.db, 'olive', personId(0))).toMatchObject({ state: 'invited' });

      const file = await fetch(server.url + href);
      expect(file.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
      const event = new ICAL.Component(ICAL.parse(await file.text())).getFirstSubcomponent('vevent');
      expect(event?.getFirstPropertyValue('status')).toBe('TENTATIVE');
      expect(event?.getFirstPropertyValue('summary')).toBe('Video chat with Ada PersonA');

      const feed = await (await call('/local/calendar?renew=no')).json();
      const calendar = await fetch(`${server.url}${feed.path}`);
      expect(await calendar.text()).toContain('Video chat with Ada PersonA');
      const etag = calendar.headers.get('etag') ?? '';
      expect((await fetch(`${server.url}${feed.path}`, { headers: { 'if-none-match': etag } })).status).toBe(304);
      expect((await fetch(`${server.url}${feed.path}`, { method: 'HEAD' })).status).toBe(200);
      expect((await post(`${server.url}${feed.path}`)).status).toBe(405);
      const renewed = await (await call('/local/calendar?renew=yes')).json();
      expect((await fetch(`${server.url}${feed.path}`)).status).toBe(410);
      expect((await fetch(`${server.url}${renewed.path}`)).status).toBe(200);
    });

    const call = (path: string) =>
      fetch(server.url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${laptop.tokens.get('olive') ?? ''}` },
      });
  });
});

function hrefs(html: string): string[] {
  return [...html.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
}
