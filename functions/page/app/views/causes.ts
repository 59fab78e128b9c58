import { h } from 'preact';
import type { Stats } from '../api/types.ts';
import { countOf, several } from '../parts/format.ts';
import { OUTREACH_NAMES, VERDICT_NAMES } from '../parts/words.ts';
import { hrefOf, type Route } from '../shell/route.ts';

/** Why people left; each leads to who they are. */
export function Causes({ stats, route }: { readonly stats: Stats; readonly route: Route }) {
  const most = Math.max(1, ...stats.causes.map(({ count }) => count));
  return h(
    'section',
    { class: 'card', 'aria-labelledby': 'causes-title' },
    h('h2', { id: 'causes-title' }, 'Why they left'),
    stats.causes.length === 0 ? h('p', { class: 'soft' }, 'Nobody has left since we look.') : null,
    h(
      'ul',
      { class: 'bars' },
      stats.causes.map(({ verdict, count }) =>
        h(
          'li',
          { key: verdict },
          h('a', { href: hrefOf('left', { owner: route.query['owner'], verdict }) }, VERDICT_NAMES[verdict]),
          h('span', { class: 'bar-count' }, countOf(count)),
          h('progress', { class: 'bar', max: most, value: count, 'aria-hidden': 'true' }),
        ),
      ),
    ),
  );
}

/** What came of approaching people, and how far our own word can be trusted. */
export function Outcome({ stats }: { readonly stats: Stats }) {
  const { winBack, falseAlarms, outreach } = stats;
  const known = outreach.filter(({ count }) => count > 0);
  return h(
    'section',
    { class: 'card', 'aria-labelledby': 'outcome-title' },
    h('h2', { id: 'outcome-title' }, 'What came of it'),
    known.length === 0
      ? h('p', { class: 'soft' }, 'Nobody was suggested or invited yet.')
      : h(
          'dl',
          { class: 'pairs' },
          known.map(({ state, count }) =>
            h('div', { key: state }, h('dt', null, OUTREACH_NAMES[state]), h('dd', null, countOf(count))),
          ),
        ),
    winBack.approached === 0
      ? null
      : h(
          'p',
          null,
          `Of ${several(winBack.approached, 'person', 'people')} you had invited who left, ${countOf(winBack.returned)} came back.`,
        ),
    falseAlarms.told === 0
      ? null
      : h(
          'p',
          { class: 'soft small' },
          `Of ${several(falseAlarms.told, 'loss', 'losses')} told, ${countOf(falseAlarms.seenAgain)} were seen again within ${falseAlarms.window}, and may have been none.`,
        ),
  );
}
