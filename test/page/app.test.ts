import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { AVATAR_INK, AVATARS, DARK, LIGHT, type Palette } from '../../functions/digest/palette.ts';
import { webAddress } from '../../functions/page/app/parts/outside-link.ts';
import { hrefOf, readRoute } from '../../functions/page/app/shell/route.ts';
import { buildPage } from '../../lib/page-files.ts';

const styleOf = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../functions/page/app/styles/${name}.css`, import.meta.url)), 'utf8');

describe('the styles of the page', () => {
  it('have the colours of the mails, which are held to WCAG AA', () => {
    const [, light = '', dark = ''] = styleOf('base').split(':root {');
    const named = ({ page, card, ink, muted, accent, onAccent, gain, line, tint }: Palette) =>
      Object.entries({ page, card, ink, muted, accent, 'on-accent': onAccent, gain, line, tint });
    for (const [name, value] of named(LIGHT)) expect(light).toContain(`--${name}: ${value};`);
    for (const [name, value] of named(DARK)) expect(dark).toContain(`--${name}: ${value};`);
    for (const tint of [...AVATARS, AVATAR_INK]) expect(styleOf('people')).toContain(tint);
  });
});

describe('what a browser loads', () => {
  it('weighs less than 60 KB zipped, asks nobody else for anything and makes no markup of text', async () => {
    const { script, style } = await buildPage();
    expect(gzipSync(script).length + gzipSync(style).length).toBeLessThan(60_000);
    expect(style).not.toMatch(/url\(|@import|https?:/);
    expect(script).not.toMatch(/\beval\(|new Function|document\.write|insertAdjacentHTML|sourceMappingURL/);
    const hosts = script.match(/https?:\/\/[\w.-]+/g) ?? [];
    // Names of the languages of markup, which nobody asks for.
    expect(hosts.filter((host) => !host.endsWith('www.w3.org'))).toEqual([]);
  });
});

describe('an address that a stranger wrote', () => {
  it.each([
    ['https://a.example/b', 'https://a.example/b'],
    ['http://a.example', 'http://a.example/'],
    ['javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['https://bank.example@evil.example/', undefined],
    ['//a.example', undefined],
    ['', undefined],
  ])('is linked only if it is one of the web: %s', (url, expected) => {
    expect(webAddress(url)).toBe(expected);
  });
});

describe('where somebody is on the page', () => {
  it('is kept in its address, whatever is in it', () => {
    const query = { person: 'bluesky:did:plc:x', q: 'a&b=c #é' };
    expect(readRoute(hrefOf('left', query))).toEqual({ view: 'left', query });
    expect(readRoute('#/nowhere?x=1')).toEqual({ view: 'time', query: { x: '1' } });
    expect(readRoute('')).toEqual({ view: 'time', query: {} });
  });
});
