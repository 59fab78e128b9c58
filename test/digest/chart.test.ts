import { Resvg } from '@resvg/resvg-wasm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DigestTrend } from '../../functions/core/digest-numbers.ts';
import {
  CHART_HEIGHT,
  CHART_INK,
  CHART_LINE,
  CHART_SCALE,
  CHART_WIDTH,
  chartSvg,
} from '../../functions/digest/chart.ts';
import { drawPng } from '../../functions/digest/draw-png.ts';
import { DARK, LIGHT } from '../../functions/digest/palette.ts';
import { contrast } from './contrast.ts';
import { type Picture, readPng } from './read-png.ts';
import { weekly } from './sample.ts';

const [trend = fail()] = weekly.trends ?? [];
const svg = chartSvg(trend, ['31 Aug', '16 Nov']);

/** Pixels of a part of the picture that are not transparent; logical pixels. */
function inked({ at }: Picture, left: number, top: number, right: number, bottom: number): number {
  let count = 0;
  for (let y = top * CHART_SCALE; y < bottom * CHART_SCALE; y += 1) {
    for (let x = left * CHART_SCALE; x < right * CHART_SCALE; x += 1) if (at(x, y)[3] > 127) count += 1;
  }
  return count;
}

describe('the chart', () => {
  it('is drawn at twice the width of a phone’s column, on a transparent ground, in a few kilobytes', async () => {
    const png = await drawPng(svg);
    const picture = readPng(png);
    expect([picture.width, picture.height]).toEqual([CHART_WIDTH * CHART_SCALE, CHART_HEIGHT * CHART_SCALE]);
    expect(picture.at(2, 2)[3]).toBe(0);
    expect(png.length).toBeLessThan(40_000);
  });

  it('has its numbers and dates: letters that are really drawn, which without a font they would not be', async () => {
    const png = await drawPng(svg);
    const bare = (source: string) =>
      Buffer.from(new Resvg(source, { fitTo: { mode: 'zoom', value: CHART_SCALE } }).render().asPng());
    const wordless = bare(svg.replace(/<text.*<\/text>\n/g, ''));
    // The trap: without a font, resvg leaves the letters out and says nothing.
    expect(bare(svg).equals(wordless)).toBe(true);
    expect(wordless.equals(png)).toBe(false);
    const [drawn, without] = [readPng(png), readPng(wordless)];
    const corners = [
      [0, CHART_HEIGHT - 22, 80, CHART_HEIGHT],
      [CHART_WIDTH - 80, CHART_HEIGHT - 22, CHART_WIDTH, CHART_HEIGHT],
      [CHART_WIDTH - 80, 0, CHART_WIDTH, 22],
    ] as const;
    for (const [left, top, right, bottom] of corners) {
      expect(inked(without, left, top, right, bottom)).toBe(0);
      // A word of six letters in bold 17 px.
      expect(inked(drawn, left, top, right, bottom)).toBeGreaterThan(800);
    }
  });

  it('has colours that stand out by 3 : 1, in light and in dark', () => {
    for (const color of [CHART_INK, CHART_LINE]) {
      for (const ground of [LIGHT.card, DARK.card]) expect(contrast(color, ground)).toBeGreaterThanOrEqual(3);
    }
  });

  it('keeps everything inside its frame, whatever the numbers', () => {
    const weeks = fc.array(fc.nat(20_000_000), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(weeks, (counts) => {
        const many: DigestTrend = {
          ...trend,
          weeks: counts.map((count, index) => ({ to: index, count, gained: 0, lost: 0 })),
        };
        const drawn = chartSvg(many, ['1 Jan', '2 Jan']);
        expect(drawn).not.toMatch(/NaN|Infinity|undefined/);
        const points = /points="([^"]+)"/.exec(drawn)?.[1]?.split(' ') ?? [];
        expect(points).toHaveLength(counts.length);
        for (const point of points) {
          const [x = -1, y = -1] = point.split(',').map(Number);
          expect(x >= 0 && x <= CHART_WIDTH && y >= 0 && y <= CHART_HEIGHT).toBe(true);
        }
      }),
    );
  });

  it('cannot be drawn from what is none, and draws the next one all the same', async () => {
    await expect(drawPng('<svg')).rejects.toThrow();
    expect((await drawPng(svg)).length).toBeGreaterThan(1_000);
  });
});

function fail(): never {
  throw new Error('expected a trend');
}
