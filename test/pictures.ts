import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import type { DigestContent } from '../functions/core/digest-model.ts';
import { chartSvg } from '../functions/digest/chart.ts';
import { drawPng } from '../functions/digest/draw-png.ts';
import { renderDigest } from '../functions/digest/render.ts';
import { chartDates } from '../functions/digest/trend-view.ts';
import { linksFor, quiet, rich, welcome } from './digest/sample.ts';

/**
 * Draws the documentation's pictures of the mail from sample contents: `node test/pictures.ts`. Needs Debian's
 * chromium, or CHROMIUM.
 */
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
if (!existsSync(executablePath))
  throw new Error(`There is no Chromium at ${executablePath}; set CHROMIUM to where it is.`);

const DATES = { timeZone: 'Europe/Berlin', locale: 'en-GB' };
interface Shot {
  readonly name: string;
  readonly content: DigestContent;
  readonly width: 375 | 700;
  readonly colorScheme: 'light' | 'dark';
  /** Begins here: the top of the mail, or the heading of this name. */
  readonly from?: string;
  readonly height: number;
  /** As a mail program shows it that loads no pictures. */
  readonly isWithoutPictures?: boolean;
}

const SHOTS: readonly Shot[] = [
  { name: 'digest-375-light', content: rich, width: 375, colorScheme: 'light', height: 1320 },
  { name: 'digest-375-dark', content: rich, width: 375, colorScheme: 'dark', height: 1320 },
  { name: 'digest-trend-light', content: rich, width: 700, colorScheme: 'light', from: 'Twelve weeks', height: 680 },
  {
    ...{ name: 'digest-images-off', content: rich, width: 375, colorScheme: 'light' },
    ...{ from: 'Twelve weeks', height: 420, isWithoutPictures: true },
  },
  { name: 'welcome-375-light', content: welcome, width: 375, colorScheme: 'light', height: 1320 },
  { name: 'quiet-375-light', content: quiet, width: 375, colorScheme: 'light', height: 1100 },
];

const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  for (const shot of SHOTS) {
    const { width, colorScheme } = shot;
    const page = await browser.newPage({ viewport: { width, height: 900 }, deviceScaleFactor: 1.5, colorScheme });
    await page.setContent(await htmlOf(shot));
    const path = fileURLToPath(new URL(`../docs/${shot.name}.png`, import.meta.url));
    const heading = page.getByRole('heading', { name: shot.from ?? '', exact: true });
    const top = shot.from === undefined ? 0 : ((await heading.boundingBox())?.y ?? 0) - 24;
    const whole = await page.locator('body').boundingBox();
    const height = Math.min(shot.height, (whole?.height ?? shot.height) - top);
    await page.screenshot({ path, fullPage: true, clip: { x: 0, y: top, width, height } });
    await page.close();
  }
} finally {
  await browser.close();
}

async function htmlOf({ content, isWithoutPictures = false }: Shot): Promise<string> {
  const { html } = renderDigest(content, {
    ...DATES,
    unsubscribeUrl: 'https://rekindle.example/unsubscribe/x',
    links: linksFor(content),
    chart: 'cid:trend.rekindle',
  });
  const [trend] = content.trends ?? [];
  if (trend === undefined || isWithoutPictures) return html;
  const png = await drawPng(chartSvg(trend, chartDates(trend, DATES)));
  return html.replace('cid:trend.rekindle', `data:image/png;base64,${Buffer.from(png).toString('base64')}`);
}
