import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DigestContent } from '../../functions/core/digest-model.ts';
import { renderDigest } from '../../functions/digest/render.ts';
import { contrast } from './contrast.ts';
import { hostileContent } from './hostile.ts';
import { linksFor, quiet, rich, welcome } from './sample.ts';

const executablePath = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)]
  .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
  .find(isExecutable);

const LONG_WORD = {
  ...rich.suggestions[0]?.person,
  personId: 'x',
  network: 'github',
  handle: 'h'.repeat(200),
} as const;
const unbroken = 'Donaudampfschifffahrtsgesellschaft'.repeat(9);
const STATES = {
  weekly: rich,
  quiet,
  welcome,
  hostile: hostileContent(() => ({ ...LONG_WORD, url: 'https://a.example', name: unbroken, bio: unbroken }), unbroken),
};

/** One transparent pixel. */
const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

function htmlOf(content: DigestContent, picture: string): string {
  const options = { timeZone: 'Europe/Berlin', unsubscribeUrl: 'https://rekindle.example/u' };
  const { html } = renderDigest(content, { ...options, links: linksFor(content), chart: 'cid:trend.rekindle' });
  return html.replace('cid:trend.rekindle', picture);
}

/** Every piece of text that can be seen, its colour, and the nearest ground behind it that is painted. */
const TEXT_AND_GROUND = `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const pairs = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node.textContent.trim();
    const parent = node.parentElement;
    if (text === '' || !parent.checkVisibility() || getComputedStyle(parent).fontSize === '0px') continue;
    let ground = parent;
    while (ground.parentElement !== null && getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
    pairs.push({ text: text.slice(0, 30), ink: getComputedStyle(parent).color, ground: getComputedStyle(ground).backgroundColor });
  }
  return pairs;
})()`;

/** `rgb(1, 2, 3)` as `#010203`. */
function hex(color: string): string {
  const [r = 0, g = 0, b = 0] = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(color)?.slice(1).map(Number) ?? [];
  return `#${[r, g, b].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

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
    await page.setContent(htmlOf(content, PICTURE));
    const [wide, ground] = await page.evaluate<[number, string]>(
      '[document.documentElement.scrollWidth, getComputedStyle(document.querySelector(".c")).backgroundColor]',
    );
    await page.close();
    expect(wide).toBeLessThanOrEqual(width);
    expect(ground).toBe(scheme === 'light' ? 'rgb(255, 253, 250)' : 'rgb(33, 29, 26)');
    // Nothing but the picture that the mail brings along.
    expect(asked.filter((url) => url !== PICTURE)).toEqual([]);
  });

  const schemes = Object.entries(STATES).flatMap(([name, content]) =>
    (['light', 'dark'] as const).map((scheme) => ({ name, content, scheme })),
  );

  it.each(schemes)('every word of $name stands out by 4.5 : 1 as the browser computes it, $scheme', async (one) => {
    const page = await browser.newPage({ viewport: { width: 375, height: 800 }, colorScheme: one.scheme });
    await page.setContent(htmlOf(one.content, PICTURE));
    const pairs = await page.evaluate<readonly { text: string; ink: string; ground: string }[]>(TEXT_AND_GROUND);
    await page.close();
    expect(pairs.length).toBeGreaterThan(15);
    const faint = pairs.filter(({ ink, ground }) => contrast(hex(ink), hex(ground)) < 4.5);
    expect(faint).toEqual([]);
  });

  it('with pictures off, the picture’s words and the bars of twelve weeks are there to see', async () => {
    const page = await browser.newPage({ viewport: { width: 375, height: 800 } });
    await page.setContent(htmlOf(rich, 'cid:trend.rekindle'));
    const image = page.getByAltText(/^Line chart: 1,017 people on 31 Aug/);
    expect(await page.evaluate('document.querySelector("img").naturalWidth')).toBe(0);
    // Its words take room instead of it.
    expect((await image.boundingBox())?.height).toBeGreaterThan(15);
    expect((await page.getByText('+12').boundingBox())?.height).toBe(14 + 4 + 36);
    const bars = await page.evaluate<readonly number[]>(
      '[...document.querySelectorAll(".G")].map((bar) => bar.getBoundingClientRect().height)',
    );
    expect(bars).toHaveLength(12);
    expect(Math.max(...bars)).toBe(36);
    await page.close();
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
