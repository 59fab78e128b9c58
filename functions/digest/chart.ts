import type { DigestTrend } from '../core/digest-numbers.ts';
import { number } from './words.ts';

/** Logical pixels: the width of a phone's column, so that letters stay readable there. */
export const CHART_WIDTH = 420;
export const CHART_HEIGHT = 132;
/** Drawn at twice the size, for sharp screens. */
export const CHART_SCALE = 2;

/**
 * One picture for light and dark: the ground is transparent, and these are 3 : 1 or better against both cards, as large
 * letters and graphics need (WCAG 1.4.3, 1.4.11). All that the picture says stands in the mail's text too.
 */
export const CHART_INK = '#8c7a6c';
export const CHART_LINE = '#c9653c';

const TOP = 34;
const BOTTOM = 100;
const LETTERS = 17;

/**
 * How many there were at the end of each week, as a line: SVG by hand. The columns are as wide as those of the HTML
 * bars beneath it. Numbers and dates only, no stranger's word.
 * @param dates of the first and the last week, "31 Aug"
 */
export function chartSvg({ weeks }: DigestTrend, dates: readonly [string, string]): string {
  const counts = weeks.map(({ count }) => count);
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  const column = CHART_WIDTH / weeks.length;
  const x = (index: number) => round(column * (index + 0.5));
  const y = (count: number) =>
    round(high === low ? (TOP + BOTTOM) / 2 : BOTTOM - ((count - low) / (high - low)) * (BOTTOM - TOP));
  const points = counts.map((count, index) => `${x(index)},${y(count)}`);
  const last = counts.length - 1;
  const [from = 0, to = 0] = [counts[0], counts[last]];
  const ground = CHART_HEIGHT - 24;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${CHART_WIDTH}" height="${CHART_HEIGHT}" viewBox="0 0 ${CHART_WIDTH} ${CHART_HEIGHT}">
<g font-family="DejaVu Serif" font-weight="bold" font-size="${LETTERS}" fill="${CHART_INK}">
<path d="M${x(0)},${ground} L${points.join(' L')} L${x(last)},${ground} Z" fill="${CHART_LINE}" fill-opacity=".14"/>
<path d="M0,${ground} H${CHART_WIDTH}" stroke="${CHART_INK}" stroke-opacity=".45"/>
<polyline points="${points.join(' ')}" fill="none" stroke="${CHART_LINE}" stroke-width="3" stroke-linejoin="round" stroke-linecap="round"/>
<circle cx="${x(0)}" cy="${y(from)}" r="4" fill="${CHART_LINE}"/>
<circle cx="${x(last)}" cy="${y(to)}" r="6" fill="${CHART_LINE}"/>
<text x="2" y="${above(y(from))}">${number(from)}</text>
<text x="${CHART_WIDTH - 2}" y="${above(y(to))}" text-anchor="end">${number(to)}</text>
<text x="2" y="${CHART_HEIGHT - 4}">${dates[0]}</text>
<text x="${CHART_WIDTH - 2}" y="${CHART_HEIGHT - 4}" text-anchor="end">${dates[1]}</text>
</g>
</svg>`;
}

/** A label's line, clear of its point and inside the picture. */
function above(y: number): number {
  return Math.max(LETTERS, round(y - 12));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
