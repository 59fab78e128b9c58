import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderDigest } from '../../functions/digest/render.ts';
import { hostileContent } from './hostile.ts';
import { quiet, weekly, welcome } from './sample.ts';

const executablePath = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)]
  .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
  .find(isExecutable);

const LONG_WORD = {
  ...weekly.suggestions[0]?.person,
  personId: 'x',
  network: 'github',
  handle: 'h'.repeat(200),
} as const;
const unbroken = 'Donaudampfschifffahrtsgesellschaft'.repeat(9);
const STATES = {
  weekly,
  quiet,
  welcome,
  hostile: hostileContent(() => ({ ...LONG_WORD, url: 'https://a.example', name: unbroken, bio: unbroken }), unbroken),
};

describe.skipIf(executablePath === undefined)('in a real browser (install Chromium to run this)', () => {
  let browser: Browser;
  beforeAll(async () => {
    const args = '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking'.split(' ');
    browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: [...args, '--disable-component-update', '--disable-sync'],
    });
  });
  afterAll(() => browser?.close());

  const cases = Object.entries(STATES).flatMap(([name, content]) =>
    [320, 375, 700].flatMap((width) =>
      (['light', 'dark'] as const).map((scheme) => ({ name, content, width, scheme })),
    ),
  );

  it.each(cases)('$name needs no sideways scrolling at $width px, $scheme', async ({ content, width, scheme }) => {
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme: scheme });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const { html } = renderDigest(content, { timeZone: 'Europe/Berlin', unsubscribeUrl: 'https://rekindle.example/u' });
    await page.setContent(html);
    const [wide, ground] = await page.evaluate<[number, string]>(
      '[document.documentElement.scrollWidth, getComputedStyle(document.querySelector(".c")).backgroundColor]',
    );
    await page.close();
    expect(wide).toBeLessThanOrEqual(width);
    expect(ground).toBe(scheme === 'light' ? 'rgb(255, 253, 250)' : 'rgb(33, 29, 26)');
    expect(asked).toEqual([]);
  });
});

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
