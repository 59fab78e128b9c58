import { h } from 'preact';
import { askMany, pathOf } from '../api/ask.ts';
import type { Audience, Page, TrendPoint } from '../api/types.ts';
import { useAsked } from '../api/use-asked.ts';
import { countOf, dayOf, several } from '../parts/format.ts';
import { Empty, Shown } from '../parts/notice.ts';
import { audienceName, networkName } from '../parts/words.ts';
import { type Route, withQuery } from '../shell/route.ts';
import { useShell } from '../shell/shell-context.ts';
import { bucketName, STEPS, type Step } from './steps.ts';
import { TrendChart } from './trend-chart.ts';

/** One audience in time: a picture, a sentence and a table that say the same. */
export function Trend({ audience, route }: { readonly audience: Audience; readonly route: Route }) {
  const { owner } = useShell();
  const by: Step = STEPS.find((step) => step === route.query['by']) ?? 'week';
  const asking = useAsked(`${owner} ${audience.id} ${by}`, (signal) =>
    askMany<TrendPoint>(
      pathOf('audiences', audience.id, '/trend'),
      { query: { owner, by }, signal },
      { enough: 200, pages: 20 },
    ),
  );
  const title = `${audienceName(audience)} on ${networkName(audience.network)}`;
  return h(
    'section',
    { class: 'card trend', 'aria-labelledby': 'trend-title' },
    h(
      'div',
      { class: 'card-head' },
      h('h2', { id: 'trend-title' }, title),
      h(
        'div',
        { class: 'steps', role: 'group', 'aria-label': 'By' },
        STEPS.map((step) =>
          h(
            'a',
            { key: step, href: withQuery(route, { by: step }), 'aria-current': step === by ? 'true' : undefined },
            step,
          ),
        ),
      ),
    ),
    audience.baselineAt === undefined
      ? null
      : h('p', { class: 'soft small' }, `Losses can be seen since ${dayOf(audience.baselineAt)}.`),
    h(Shown<Page<TrendPoint>>, {
      asking,
      what: `the trend of ${title}`,
      children: ({ items }) => {
        const points = sinceFirst(items);
        if (points.length === 0)
          return h(
            Empty,
            { title: 'Nothing was read in this time' },
            'Choose longer steps, or come back after the next reading.',
          );
        return [
          h(TrendChart, { points, by, label: sentenceOf(points, title, by) }),
          h(TrendTable, { points, by, title }),
        ];
      },
    }),
  );
}

/** Time before the first reading says nothing. */
function sinceFirst(points: readonly TrendPoint[]): TrendPoint[] {
  const first = points.findIndex(({ pulls, refused }) => pulls + refused > 0);
  return first < 0 ? [] : points.slice(first);
}

/** The picture in a sentence, for whoever does not see it. */
function sentenceOf(points: readonly TrendPoint[], title: string, by: Step): string {
  const [gained, lost] = [sum(points, 'gained') + sum(points, 'returned'), sum(points, 'lost')];
  const counts = points.flatMap(({ count, networkCount }) => count ?? networkCount ?? []);
  const [from, to] = [counts[0], counts.at(-1)];
  const course = from === undefined || to === undefined ? '' : ` from ${countOf(from)} to ${countOf(to)},`;
  return `${title}, by ${by}, over ${several(points.length, by)}:${course} ${countOf(gained)} came or came back, ${countOf(lost)} left. The table below has each number.`;
}

const sum = (points: readonly TrendPoint[], of: 'gained' | 'lost' | 'returned'): number =>
  points.reduce((total, point) => total + point[of], 0);

function TrendTable({
  points,
  by,
  title,
}: {
  readonly points: readonly TrendPoint[];
  readonly by: Step;
  readonly title: string;
}) {
  return h(
    'details',
    { class: 'as-table' },
    h('summary', null, 'The same as a table'),
    h(
      'div',
      { class: 'scrolls', tabIndex: 0, role: 'region', 'aria-label': `${title}, as a table` },
      h(
        'table',
        null,
        h('caption', { class: 'hidden' }, `${title}, by ${by}, newest first`),
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            ['When', 'Listed', 'Came', 'Left', 'Came back', 'Readings'].map((name) =>
              h('th', { key: name, scope: 'col' }, name),
            ),
          ),
        ),
        h(
          'tbody',
          null,
          points
            .toReversed()
            .map((point) =>
              h(
                'tr',
                { key: point.from },
                h('th', { scope: 'row' }, bucketName(point.from, by)),
                h('td', null, listed(point)),
                h('td', null, countOf(point.gained)),
                h('td', null, countOf(point.lost)),
                h('td', null, countOf(point.returned)),
                h(
                  'td',
                  null,
                  point.refused === 0
                    ? countOf(point.pulls)
                    : `${countOf(point.pulls)}, ${countOf(point.refused)} not believed`,
                ),
              ),
            ),
        ),
      ),
    ),
  );
}

function listed({ count, networkCount }: TrendPoint): string {
  const number = count ?? networkCount;
  return number === undefined ? '–' : countOf(number);
}
