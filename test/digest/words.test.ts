import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NETWORK_IDS, VERDICTS } from '../../functions/core/model.ts';
import { escapeHtml, html, safeUrl } from '../../functions/digest/html.ts';
import { causeWords, durationWords, verdictWords } from '../../functions/digest/words.ts';

const DAY = 86_400_000;

it('docs/verdicts.md explains each verdict, in the words of the mail, and no other', () => {
  const page = readFileSync(new URL('../../docs/verdicts.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \| ([^|]+) \| [^|]+ \| [^|]+ \|$/gm)].map(([, ...cells]) => cells);
  expect(rows).toEqual(VERDICTS.map((verdict) => [verdict, verdictWords(verdict, 'list')]));
});

describe('verdicts in words', () => {
  it.each([
    ['unfollowed', 'bluesky', 'no longer follows you'],
    ['unliked', 'bluesky', 'took a like back'],
    ['gone', 'github', 'account is gone (deleted or suspended; GitHub does not say which)'],
    ['gone', 'mastodon', 'account is gone (deleted or suspended; its server does not say which)'],
    ['unknown', 'bluesky', 'no longer on your list'],
    ['unlisted', 'list', 'no longer on your list'],
    [undefined, 'list', 'no longer on your list'],
  ] as const)('%s on %s: %s', (verdict, network, words) => expect(verdictWords(verdict, network)).toBe(words));

  it('says only of the unfollowed that they no longer follow, and of each network something', () => {
    for (const verdict of VERDICTS) {
      for (const network of NETWORK_IDS) {
        const words = verdictWords(verdict, network);
        expect(words).not.toBe('');
        expect(/follow/.test(words)).toBe(verdict === 'unfollowed');
      }
      expect(/follow/.test(causeWords(verdict, 2))).toBe(verdict === 'unfollowed');
    }
  });
});

describe('durations in words', () => {
  it.each([
    [0, 'less than a day'],
    [DAY, '1 day'],
    [13 * DAY, '13 days'],
    [41 * DAY, '5 weeks'],
    [70 * DAY, '2 months'],
    [800 * DAY, '2 years'],
  ])('%d ms: %s', (ms, words) => expect(durationWords(ms)).toBe(words));
});

describe('the template', () => {
  it('escapes what is put in, in text and attributes, and leaves markup of its own', () => {
    const name = `<b a="1" b='2'>&`;
    expect(html`<p title="${name}">${html`<i>${name}</i>`}${false}${undefined}${[1, 'x']}</p>`.markup).toBe(
      '<p title="&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;"><i>&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;</i>1x</p>',
    );
    expect(escapeHtml('a & b')).toBe('a &amp; b');
  });

  it.each([
    'javascript:alert(1)',
    ' javascript:x',
    'data:text/html,x',
    'ftp://a.example',
    '/relative',
    '',
    'https://u:p@a.example',
    `https://a.example/${'x'.repeat(500)}`,
  ])('links nothing like %j', (url) => expect(safeUrl(url)).toBeUndefined());

  it('links the web', () => expect(safeUrl('https://a.example/@b?c=1')).toBe('https://a.example/@b?c=1'));
});
