import { h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import type { TrendPoint } from '../api/types.ts';
import { countOf, dayOf, several } from '../parts/format.ts';
import { drawTrend } from './draw-trend.ts';
import { bucketName, type Step } from './steps.ts';

/** How many there were, as a line; under it who came (up) and who left (down). */
export function TrendChart({
  points,
  by,
  label,
}: {
  readonly points: readonly TrendPoint[];
  readonly by: Step;
  readonly label: string;
}) {
  const place = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<number>();
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    let charts: readonly uPlot[] = [];
    const draw = () => {
      for (const chart of charts) chart.destroy();
      charts = drawTrend(element, points, setPointed);
    };
    draw();
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    let width = element.clientWidth;
    const watcher = new ResizeObserver(() => {
      if (element.clientWidth === width) return;
      width = element.clientWidth;
      draw();
    });
    watcher.observe(element);
    return () => {
      dark.removeEventListener('change', draw);
      watcher.disconnect();
      for (const chart of charts) chart.destroy();
    };
  }, [points]);
  const shown = pointed === undefined ? undefined : points[pointed];
  return h(
    'figure',
    { class: 'chart' },
    h('div', { ref: place, role: 'img', 'aria-label': label, class: 'chart-place' }),
    h(
      'figcaption',
      { class: 'chart-words', 'aria-hidden': 'true' },
      shown === undefined ? h(InAll, { points }) : h(Words, { point: shown, by }),
    ),
  );
}

/** While nothing is pointed at: the whole of it. */
function InAll({ points }: { readonly points: readonly TrendPoint[] }) {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return null;
  const sum = (of: (point: TrendPoint) => number): number => points.reduce((total, point) => total + of(point), 0);
  return [
    h('span', { class: 'soft' }, `${dayOf(first.from)} to today`),
    h('span', { class: 'gain' }, `+${countOf(sum(({ gained, returned }) => gained + returned))}`),
    h('span', { class: 'loss' }, `−${countOf(sum(({ lost }) => lost))}`),
  ];
}

function Words({ point, by }: { readonly point: TrendPoint; readonly by: Step }) {
  const number = point.count ?? point.networkCount;
  return [
    h('span', { class: 'soft' }, bucketName(point.from, by)),
    number === undefined ? null : h('span', null, several(number, 'person', 'people')),
    h('span', { class: 'gain' }, `+${point.gained + point.returned}`),
    h('span', { class: 'loss' }, `−${point.lost}`),
    point.refused === 0 ? null : h('span', { class: 'soft' }, `${several(point.refused, 'reading')} not believed`),
  ];
}
