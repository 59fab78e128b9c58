import uPlot from 'uplot';
import type { TrendPoint } from '../api/types.ts';

const DAY = 86_400;
const dayAndMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const monthAndYear = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });

/** Draws into an element, in the colours that it has, as wide as it is. */
export function drawTrend(
  place: HTMLElement,
  points: readonly TrendPoint[],
  pointed: (index: number | undefined) => void,
): readonly uPlot[] {
  const style = getComputedStyle(place);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const width = Math.max(200, place.clientWidth);
  const times = points.map(({ from }) => Date.parse(from) / 1000);
  const counts = points.map(({ count, networkCount }) => count ?? networkCount ?? null);
  const came = points.map(({ gained, returned }) => gained + returned);
  const left = points.map(({ lost }) => -lost);
  const most = Math.max(1, ...came, ...left.map(Math.abs));
  // Both scales take the same room, so that what happened at one time stands at one place.
  const room = 18 + 7 * Math.max(2, ...counts.map((count) => (count ?? 0).toLocaleString('en-GB').length));
  const shared = {
    width,
    padding: [8, 14, 0, 0] as [number, number, number, number],
    tzDate: (seconds: number) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    legend: { show: false },
    cursor: {
      sync: { key: 'trend' },
      y: false,
      drag: { x: false, y: false },
      points: { size: 8, width: 2 },
    },
  } satisfies Partial<uPlot.Options>;
  const step = times.length > 1 ? Math.min(...times.slice(1).map((at, index) => at - (times[index] ?? at))) : 7 * DAY;
  const x: uPlot.Scale = { time: true, range: (_self, from, to) => [from - step * 0.7, to + step * 0.7] };
  const axis: uPlot.Axis = {
    stroke: colour('--muted'),
    font: `12px ${style.fontFamily}`,
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    size: 30,
  };
  const hasCounts = counts.some((count) => count !== null);
  const upper: uPlot.Options = {
    ...shared,
    height: 226,
    padding: [12, 14, 8, 0],
    scales: { x, y: { range: (_self, from, to) => around(from, to) } },
    axes: [
      { ...axis, show: false, grid: { show: false } },
      { ...axis, size: room, values: (_self, ticks) => ticks.map(whole) },
    ],
    series: [
      {},
      {
        stroke: colour('--ink'),
        width: 2,
        fill: colour('--tint'),
        spanGaps: true,
        points: { show: points.length < 40, size: 7, width: 2, stroke: colour('--ink'), fill: colour('--card') },
      },
    ],
    hooks: { setCursor: [(self) => pointed(self.cursor.idx ?? undefined)] },
  };
  const bars = uPlot.paths.bars?.({ size: [0.62, 26], radius: 0.2 });
  const bar = (stroke: string): uPlot.Series => ({
    stroke,
    fill: stroke,
    width: 0,
    points: { show: false },
    ...(bars === undefined ? {} : { paths: bars }),
  });
  const lower: uPlot.Options = {
    ...shared,
    height: 150,
    scales: { x, y: { range: [-most * 1.15, most * 1.15] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 80,
        values: (_self, ticks) => ticks.map(step > 20 * DAY ? named(monthAndYear) : named(dayAndMonth)),
      },
      {
        ...axis,
        size: room,
        space: 20,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 50_000, 100_000],
        values: (_self, ticks) => ticks.map(whole),
      },
    ],
    series: [{}, bar(colour('--gain')), bar(colour('--accent'))],
    hooks: hasCounts ? {} : { setCursor: [(self) => pointed(self.cursor.idx ?? undefined)] },
  };
  return [
    ...(hasCounts ? [new uPlot(upper, [times, counts], place)] : []),
    new uPlot(lower, [times, came, left], place),
  ];
}

/** A line that stays off the edges, and is no mountain for a change of one. */
function around(from: number | null, to: number | null): [number, number] {
  const [low, high] = [from ?? 0, to ?? 1];
  const room = Math.max(2, (high - low) * 0.25);
  return [Math.max(0, Math.floor(low - room)), Math.ceil(high + room)];
}

/** People come whole. */
const whole = (tick: number): string => (Number.isInteger(tick) ? tick.toLocaleString('en-GB').replace('-', '−') : '');

const named = (format: Intl.DateTimeFormat) => (seconds: number) => format.format(new Date(seconds * 1000));
