import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHtml } from '../../functions/networks/html.ts';
import { plainLines } from '../../functions/networks/text.ts';

const lines = (html: string) => plainLines(readHtml(html).text, 5_000);

describe('readHtml', () => {
  it('makes newlines of paragraphs and breaks', () => {
    expect(lines('<p>Gardener.<br>Leipzig</p><p>She/her</p>')).toBe('Gardener.\nLeipzig\n\nShe/her');
  });

  it('joins the parts of a shortened link, and names where it leads', () => {
    const html =
      '<a href="https://ana.example/x"><span class="invisible">https://</span><span>ana.example/x</span></a>';
    expect(readHtml(html)).toEqual({ text: 'https://ana.example/x', links: ['https://ana.example/x'] });
  });

  it('reads entities as the characters they are, to be escaped where they are shown', () => {
    expect(lines('<p>a &lt;b&gt; &amp; c&#39;s</p>')).toBe("a <b> & c's");
  });

  it('drops scripts, styles and comments', () => {
    expect(lines('hi<script>alert(1)</script><style>p{}</style><!-- x --> there')).toBe('hi there');
  });

  it('survives anything', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (html) => typeof readHtml(`<p>${html}`).text === 'string'));
  });

  it('is not slowed down by nesting', () => {
    expect(lines(`${'<b>'.repeat(50_000)}deep`)).toContain('deep');
  });
});
