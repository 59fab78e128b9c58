import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { renderDigest } from '../functions/digest/render.ts';
import { weekly } from './digest/sample.ts';

/** Draws the README's pictures from sample contents: `node test/pictures.ts`. Needs Debian's chromium, or CHROMIUM. */
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
if (!existsSync(executablePath))
  throw new Error(`There is no Chromium at ${executablePath}; set CHROMIUM to where it is.`);

const { html } = renderDigest(weekly, {
  timeZone: 'Europe/Berlin',
  unsubscribeUrl: 'https://rekindle.example/unsubscribe/x',
});
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ viewport: { width: 375, height: 1250 }, deviceScaleFactor: 2, colorScheme });
    await page.setContent(html);
    await page.screenshot({ path: fileURLToPath(new URL(`../docs/digest-375-${colorScheme}.png`, import.meta.url)) });
  }
} finally {
  await browser.close();
}
