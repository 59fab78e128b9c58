import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { readLastConfig } from '../../lib/local/last-config.ts';
import { openTable } from '../../lib/local/open-table.ts';
import { silent } from '../history/asking.ts';
import { launchChromium } from './chromium.ts';
import { servePage } from './serve-page.ts';

/**
 * Draws the README's pictures of the page, from the demo: `node test/page/pictures.ts [FOLDER OF A DEMO] [OUT]`.
 * Without a folder it lives through the demo first, which takes a minute. Needs Chromium.
 */
const [given, out = fileURLToPath(new URL('../../docs/', import.meta.url))] = process.argv.slice(2);
const folder = given ?? mkdtempSync(join(tmpdir(), 'rekindle-pictures-'));
if (given === undefined) {
  const start = fileURLToPath(new URL('../../bin/start.ts', import.meta.url));
  execFileSync(process.execPath, [start, '--once', '--data', folder], { stdio: 'ignore' });
}
const config = await readLastConfig(folder);
if (config === undefined) throw new Error(`${folder} holds no demo.`);
const table = await openTable(folder);
const clock = { now: () => Date.now(), wall: () => Date.now() };
const signingKey = async () => 'a-signing-key-of-forty-three-characters-xx';
const server = await servePage({ db: table.db, config, clock, logger: silent, signingKey });
const browser = await launchChromium();
try {
  const token = readFileSync(join(folder, 'api-token'), 'utf8').trim();
  for (const { name, width, height, scheme, hash, act } of shots()) {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: scheme,
      deviceScaleFactor: width < 500 ? 2 : 1,
    });
    const page = await context.newPage();
    await page.goto(server.url);
    await page.getByLabel('API token').fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Over time' }).waitFor();
    await page.goto(`${server.url}/${hash}`);
    await page.waitForLoadState('networkidle');
    await page.locator('.loading').first().waitFor({ state: 'detached' });
    await act?.(page);
    await page.locator('.loading').first().waitFor({ state: 'detached' });
    await page.mouse.move(0, 0);
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(out, `page-${name}.png`) });
    await context.close();
  }
} finally {
  await browser.close();
  await server.close();
  await table.close();
  if (given === undefined) rmSync(folder, { recursive: true });
}

interface Shot {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly scheme: 'light' | 'dark';
  readonly hash: string;
  readonly act?: (page: Page) => Promise<void>;
}

function shots(): Shot[] {
  const desk = { width: 1280, height: 900 } as const;
  const phone = { width: 375, height: 780 } as const;
  const openFirst = async (page: Page) => {
    await page.locator('.people .person-name a').first().click();
    await page.locator('dialog .story').waitFor();
  };
  return [
    { ...desk, name: '1280-time', scheme: 'light', hash: '#/time?by=day' },
    { ...desk, name: '1280-left', scheme: 'light', hash: '#/left' },
    { ...desk, name: '1280-meet-dark', scheme: 'dark', hash: '#/meet' },
    { ...desk, name: '1280-health', scheme: 'light', hash: '#/health' },
    { ...phone, name: '375-person-dark', scheme: 'dark', hash: '#/left', act: openFirst },
  ];
}
