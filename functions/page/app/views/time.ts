import { h } from 'preact';
import { ask, askMany } from '../api/ask.ts';
import type { Audience, Stats } from '../api/types.ts';
import { useAsked } from '../api/use-asked.ts';
import { countOf, dayOf } from '../parts/format.ts';
import { Empty, Shown } from '../parts/notice.ts';
import { audienceName, handleOfId, networkName } from '../parts/words.ts';
import { type Route, withQuery } from '../shell/route.ts';
import { useShell } from '../shell/shell-context.ts';
import { Causes, Outcome } from './causes.ts';
import { Trend } from './trend.ts';

/** Order of an account's lists: the ones that matter most first. */
const ORDER: readonly Audience['kind'][] = [
  'followers',
  'friends',
  'connections',
  'members',
  'page-likes',
  'likes',
  'stars',
  'following',
];
const MOST_AUDIENCES = 500;

/** How each audience grew and shrank, why people left, and what came of writing to them. */
export function TimeView({ route }: { readonly route: Route }) {
  const { owner } = useShell();
  const asking = useAsked(owner, async (signal) => {
    const [lists, stats] = await Promise.all([
      askMany<Audience>(
        '/v1/audiences',
        { query: { owner, limit: MOST_AUDIENCES }, signal },
        { enough: MOST_AUDIENCES, pages: 4 },
      ),
      ask<Stats>('/v1/stats', { query: { owner }, signal }),
    ]);
    return { audiences: lists.items.toSorted(byImportance), stats };
  });
  return h(Shown<{ audiences: Audience[]; stats: Stats }>, {
    asking,
    what: 'your audiences',
    children: ({ audiences, stats }) => {
      const [first] = audiences;
      if (first === undefined) {
        return h(
          Empty,
          { title: 'No list has been read yet' },
          'The first reading is a baseline. Look at Health to see what it waits for.',
        );
      }
      const chosen = audiences.find(({ id }) => id === route.query['audience']) ?? first;
      return [
        h(Totals, { stats }),
        h(Choice, { audiences, chosen, route }),
        h(Trend, { audience: chosen, route }),
        h('div', { class: 'two' }, h(Causes, { stats, route }), h(Outcome, { stats })),
      ];
    },
  });
}

function byImportance(a: Audience, b: Audience): number {
  return ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || b.count - a.count || (a.id < b.id ? -1 : 1);
}

function Totals({ stats }: { readonly stats: Stats }) {
  const { gained, lost, returned } = stats.changes;
  const met = stats.outreach.find(({ state }) => state === 'met')?.count ?? 0;
  const figures = [
    { label: 'came', count: gained, kind: 'gain' },
    { label: 'left', count: lost, kind: 'loss' },
    { label: 'came back', count: returned, kind: 'gain' },
    { label: 'you have met', count: met, kind: 'met' },
  ];
  return h(
    'section',
    { 'aria-label': 'All in all', class: 'totals-section' },
    h(
      'dl',
      { class: 'totals' },
      figures.map(({ label, count, kind }) =>
        h('div', { key: label, class: `total total-${kind}` }, h('dt', null, label), h('dd', null, countOf(count))),
      ),
    ),
    stats.complete || stats.from === undefined
      ? null
      : h('p', { class: 'soft small' }, `Counted since ${dayOf(stats.from)}.`),
  );
}

function Choice({
  audiences,
  chosen,
  route,
}: {
  readonly audiences: readonly Audience[];
  readonly chosen: Audience;
  readonly route: Route;
}) {
  const accounts = new Set(audiences.map(({ network, accountId }) => `${network} ${accountId}`));
  const networks = new Set(audiences.map(({ network }) => network));
  const hasTwins = accounts.size > networks.size;
  return h(
    'nav',
    { 'aria-label': 'Audiences', class: 'audiences' },
    audiences.map((audience) =>
      h(
        'a',
        {
          key: audience.id,
          href: withQuery(route, { audience: audience.id }),
          class: 'audience',
          'aria-current': audience.id === chosen.id ? 'true' : undefined,
        },
        h(
          'span',
          { class: 'audience-count' },
          countOf(audience.networkCount !== undefined && audience.countOnly ? audience.networkCount : audience.count),
        ),
        h('span', null, audienceName(audience)),
        h(
          'span',
          { class: 'soft small' },
          networkName(audience.network),
          hasTwins ? ` · ${handleOfId(audience.accountId)}` : '',
        ),
      ),
    ),
  );
}
