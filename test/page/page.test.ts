import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pairOf } from '../../functions/core/same-person.ts';
import { pageLink } from '../../functions/page/page-link.ts';
import { deleteCorrection, readCorrection } from '../../functions/storage/corrections.ts';
import { createToken, revokeToken } from '../../functions/storage/tokens.ts';
import { listUnlinked } from '../../functions/storage/unlinked.ts';
import type { HttpServer } from '../../lib/local/http-server.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { depsOf } from '../history/asking.ts';
import { NOW } from '../history/seeded.ts';
import { chromiumPath, launchChromium } from './chromium.ts';
import { fillPage } from './page-data.ts';
import { servePage } from './serve-page.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SIZES = [
  { width: 375, height: 780, scheme: 'dark' },
  { width: 1280, height: 900, scheme: 'light' },
] as const;

describe.skipIf(chromiumPath === undefined)('the page in a real browser (install Chromium to run this)', () => {
  let table: FreshTable;
  let server: HttpServer;
  let browser: Browser;
  let token: string;
  beforeAll(async () => {
    table = await freshTable();
    token = await fillPage(table.db);
    server = await servePage(depsOf(table.db));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await table?.close();
  });

  /** A visit that notes whatever a browser complains of, and whom it asks. */
  async function visit(size: (typeof SIZES)[number], scheme: 'light' | 'dark' = 'light') {
    const context = await browser.newContext({
      viewport: { width: size.width, height: size.height },
      colorScheme: scheme,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    const elsewhere: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== server.url) elsewhere.push(request.url());
    });
    await page.goto(server.url);
    await page.getByLabel('API token').waitFor();
    return { context, page, complaints, elsewhere };
  }

  async function signIn(page: Page, with_ = token): Promise<void> {
    await page.getByLabel('API token').fill(with_);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Over time' }).waitFor();
    await loaded(page);
  }

  describe.each(SIZES)('at $width px', (size) => {
    it('signs in, filters, opens a person, marks them as invited and signs out, and nothing complains', async () => {
      const { context, page, complaints, elsewhere } = await visit(size);
      expect(await page.getByText('/home/alice/.rekindle/api-token').isVisible()).toBe(true);
      await clean(page);
      await signIn(page);
      expect(await page.getByRole('heading', { name: 'Followers on Bluesky' }).isVisible()).toBe(true);
      await clean(page);
      await page.getByText('The same as a table').click();
      expect(await page.getByRole('row').count()).toBeGreaterThan(2);
      await clean(page);

      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Who left' }).click();
      await page.getByRole('link', { name: 'Person 1', exact: true }).waitFor();
      const people = page.locator('.people > li');
      expect(await people.count()).toBe(5);
      await clean(page);
      await openFilters(page);
      await page.getByLabel('Why').selectOption('deleted');
      await page.waitForURL(/verdict=deleted/);
      await expect.poll(() => people.count()).toBe(1);
      await loaded(page);
      expect(await page.getByText('account is deleted').isVisible()).toBe(true);
      await clean(page);
      await page.getByRole('link', { name: 'Clear' }).click();
      await loaded(page);

      await page.getByRole('link', { name: 'Person 1', exact: true }).click();
      const sheet = page.getByRole('dialog', { name: 'Person 1' });
      await sheet.getByRole('button', { name: 'Invited' }).click();
      await page.getByRole('status').filter({ hasText: 'Noted: you have written to Person 1.' }).waitFor();
      expect(await sheet.getByRole('button', { name: 'Invited' }).getAttribute('aria-pressed')).toBe('true');
      expect(await sheet.getByText('You wrote to them').isVisible()).toBe(true);
      await sheet.getByText('What proves it').first().click();
      expect(await sheet.getByText('they do not follow you, their account is active').first().isVisible()).toBe(true);
      expect(
        await sheet
          .getByText(/Bluesky was asked about/)
          .first()
          .isVisible(),
      ).toBe(true);
      expect(await sheet.textContent()).not.toContain('app.bsky');
      await clean(page);
      await page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'detached' });

      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByText('You are signed out.').waitFor();
      expect((await context.cookies()).filter(({ name }) => name.startsWith('rekindle'))).toEqual([]);
      await page.reload();
      await page.getByLabel('API token').waitFor();
      expect({ complaints, elsewhere }).toEqual({ complaints: [], elsewhere: [] });
      await context.close();
    });

    it('has no flaw that axe finds, and no sideways scrolling, anywhere, in its colours', async () => {
      const { context, page, complaints, elsewhere } = await visit(size, size.scheme);
      await signIn(page);
      for (const name of ['Over time', 'Who left', 'Meet', 'Health', 'Digests']) {
        await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();
        await page.getByRole('heading', { level: 1, name }).waitFor();
        await loaded(page);
        await clean(page);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(size.width);
        await page.keyboard.press('Tab');
        expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
      }
      const mail = page.frameLocator('iframe');
      await mail.locator('h1').first().waitFor();
      expect(await mail.locator('body').textContent()).toContain('Person 1');
      await page.getByRole('button', { name: 'In short' }).click();
      await page.getByText('2 of 24').waitFor();
      await clean(page);
      expect({ complaints, elsewhere }).toEqual({ complaints: [], elsewhere: [] });
      await context.close();
    });
  });

  it('shows what strangers write as text, and links nothing but web addresses', async () => {
    const { context, page, complaints } = await visit(SIZES[1]);
    await signIn(page);
    await page.goto(`${server.url}/#/left?verdict=unknown`);
    const name = page.getByRole('link', { name: '<img src=x onerror=alert(1)>' });
    await name.click();
    const sheet = page.getByRole('dialog');
    await sheet.getByText('Profile on Bluesky').waitFor();
    expect(await sheet.getByRole('link', { name: 'Profile on Bluesky' }).count()).toBe(0);
    expect(await page.locator('main img, dialog img, main script, dialog script').count()).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('goes by keyboard: skips to the content, keeps the focus in a dialog, and brings it back', async () => {
    const { context, page } = await visit(SIZES[1]);
    await signIn(page);
    await page.goto(`${server.url}/#/left`);
    await page.reload();
    const link = page.getByRole('link', { name: 'Person 1', exact: true });
    await link.waitFor();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await link.focus();
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('dialog', { name: 'Person 1' });
    await sheet.getByRole('button', { name: 'Never' }).waitFor();
    for (let press = 0; press < 25; press += 1) {
      await page.keyboard.press('Tab');
      const where = 'document.activeElement === document.body || document.activeElement.closest("dialog") !== null';
      expect(await page.evaluate(where)).toBe(true);
    }
    await sheet.getByRole('button', { name: 'Never' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Never suggest Person 1 again?' }).waitFor();
    await clean(page);
    await page.keyboard.press('Escape');
    expect(await focused(page)).toBe('Never');
    expect(await sheet.getByRole('button', { name: 'Never' }).getAttribute('aria-pressed')).toBe('false');
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await link.and(page.locator(':focus')).waitFor();
    expect(await focused(page)).toBe('Person 1');
    // A browser closes a dialog without asking when Esc comes twice in a row: the address must know of it.
    await page.keyboard.press('Enter');
    await sheet.getByRole('button', { name: 'Never' }).waitFor();
    await page.evaluate('document.querySelector("dialog").close()');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate('location.hash')).toBe('#/left');
    expect(await focused(page)).toBe('Person 1');
    await context.close();
  });

  it('takes the owner’s word for where somebody lives and what they are', async () => {
    const { context, page } = await visit(SIZES[0]);
    await signIn(page);
    await page.goto(`${server.url}/#/left`);
    await page.getByRole('link', { name: 'Person 1', exact: true }).click();
    const sheet = page.getByRole('dialog', { name: 'Person 1' });
    await sheet.getByText('Wrong place, or wrong words').click();
    await sheet.getByLabel('Where they live').fill('Lisbon');
    await sheet.getByLabel('bloggers').check();
    await clean(page);
    await sheet.getByRole('button', { name: 'Keep correction' }).click();
    await page.getByRole('status').filter({ hasText: 'Your correction is kept.' }).waitFor();
    expect(await sheet.locator('.chips').textContent()).toMatch(/bloggers.*Lisbon/);
    await page.reload();
    await sheet.locator('.chips').getByText('Lisbon').waitFor();
    await sheet.getByText('Wrong place, or wrong words').click();
    expect(await sheet.getByLabel('bloggers').isChecked()).toBe(true);
    await sheet.getByRole('button', { name: 'Keep correction' }).click();
    await page.getByRole('status').filter({ hasText: 'Nothing was changed.' }).waitFor();
    await sheet.getByLabel('Where they live').fill('');
    await sheet.getByLabel('bloggers').uncheck();
    await sheet.getByRole('button', { name: 'Keep correction' }).click();
    await sheet.locator('.chips').getByText('Lisbon').waitFor({ state: 'detached' });
    const correction = await readCorrection(table.db, 'alice', 'bluesky:did:plc:person1');
    expect(correction).toMatchObject({ place: null, segments: [] });
    await deleteCorrection(table.db, 'alice', 'bluesky:did:plc:person1');
    await context.close();
  });

  it('keeps apart who was taken for somebody else, once it is confirmed, by keyboard alone', async () => {
    const { context, page, complaints } = await visit(SIZES[1], 'dark');
    await signIn(page);
    await page.goto(`${server.url}/#/left?person=bluesky:did:plc:person1`);
    const sheet = page.getByRole('dialog', { name: 'Person 1' });
    await sheet.getByText('Taken for the same person as @per1 on GitHub: each profile links the other.').waitFor();
    await clean(page);
    const button = sheet.getByRole('button', { name: 'Wrong person' });
    await button.focus();
    await page.keyboard.press('Enter');
    const asking = page.getByRole('dialog', { name: 'Not the same person?' });
    await asking.getByText('Person 1 and @per1 on GitHub are kept apart from now on.').waitFor();
    await clean(page);
    await page.keyboard.press('Escape');
    await asking.waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('Wrong person');
    expect(await listUnlinked(table.db, 'alice')).toEqual(new Set());
    await page.keyboard.press('Enter');
    await asking.getByRole('button', { name: 'Not the same person' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: 'are kept apart from now on.' }).waitFor();
    await sheet.getByText('Taken for the same person').waitFor({ state: 'detached' });
    expect(await listUnlinked(table.db, 'alice')).toEqual(new Set([pairOf('bluesky:did:plc:person1', 'github:1')]));
    await page.reload();
    await button.waitFor();
    expect(await sheet.getByText('Taken for the same person').count()).toBe(0);

    await page.goto(`${server.url}/#/left?person=bluesky:did:plc:person2`);
    await page.getByRole('button', { name: 'Wrong person' }).click();
    await asking.getByText(/Nothing links Person 2 with anybody/).waitFor();
    await asking.getByRole('button', { name: 'Not the same person' }).click();
    await page.getByRole('status').filter({ hasText: 'they rest for a year' }).waitFor();
    const rests = page.getByRole('dialog', { name: 'Person 2' }).getByRole('button', { name: 'Not now' });
    expect(await rests.getAttribute('aria-pressed')).toBe('true');
    await deleteCorrection(table.db, 'alice', 'bluesky:did:plc:person2');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('searches by place and words, and says what to do about what is not well', async () => {
    const { context, page } = await visit(SIZES[1]);
    await signIn(page);
    await page.goto(`${server.url}/#/left?near=Leipzig&q=bread`);
    await page.getByRole('link', { name: 'Person 2', exact: true }).waitFor();
    expect(await page.getByRole('link', { name: /^Person/ }).count()).toBe(3);
    await page.goto(`${server.url}/#/left?q=nothing-of-this-kind`);
    await page.getByText('Nobody with these marks left').waitFor();
    await page.goto(`${server.url}/#/left?near=Nowhereatall`);
    await page
      .getByRole('alert')
      .getByText(/expected a town/)
      .waitFor();
    await page.goto(`${server.url}/#/health`);
    await page.getByText('npm run rekindle -- accept bluesky:alice.example:followers --data mine').waitFor();
    expect(await page.getByText('2 accounts need you.').isVisible()).toBe(true);
    expect(await page.getByText(/make a new token for this account/).isVisible()).toBe(true);
    await context.close();
  });

  it('ends when its token is revoked, and opens by the link of a mail', async () => {
    const { context, page } = await visit(SIZES[0]);
    const short = await createToken(table.db, { owners: ['alice'], scopes: ['read'] });
    await signIn(page, short);
    await page.goto(`${server.url}/#/meet`);
    await page.getByText('This session may read and not note anything.').first().waitFor();
    await revokeToken(table.db, short);
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Health' }).click();
    await page.getByText('Your session has ended.').waitFor();
    await page.goto(await pageLink(server.url, depsOf(table.db).signingKey, 'alice', NOW));
    await page.getByRole('button', { name: 'Open your history' }).click();
    await page.getByRole('heading', { level: 1, name: 'Over time' }).waitFor();
    await context.close();
  });

  it('is told what is wrong with a token', async () => {
    const { context, page } = await visit(SIZES[0]);
    await page.getByLabel('API token').fill(`rk_${'x'.repeat(43)}`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('This token opens nothing').waitFor();
    await clean(page);
    await context.close();
  });
});

async function loaded(page: Page): Promise<void> {
  await page.locator('.loading').first().waitFor({ state: 'detached' });
}

/** On a phone the filters are behind a button. */
async function openFilters(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Filter', exact: true });
  if (await button.isVisible()) await button.click();
}

const focused = (page: Page): Promise<string> => page.evaluate('document.activeElement.textContent');

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** Mails have tests of their own; what is in the frame is not looked at here. */
async function clean(page: Page): Promise<void> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResult>('axe.run(document, { iframes: false })');
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}
