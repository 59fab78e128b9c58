import { h } from 'preact';
import { placedHints } from '../../../core/placed-hints.ts';
import { askMany } from '../api/ask.ts';
import type { Account, Audience } from '../api/types.ts';
import { useAsked } from '../api/use-asked.ts';
import { agoOf, countOf, momentOf, several } from '../parts/format.ts';
import { Empty, Shown } from '../parts/notice.ts';
import { OutsideLink } from '../parts/outside-link.ts';
import { audienceName, handleOfId, networkName } from '../parts/words.ts';
import { useShell } from '../shell/shell-context.ts';
import { type Trouble, troublesOf } from './troubles.ts';

interface State {
  readonly accounts: readonly Account[];
  readonly audiences: readonly Audience[];
}

/** How every account is, and what to do about what is not well. */
export function HealthView() {
  const { owner, commandPlace } = useShell();
  const asking = useAsked(owner, async (signal): Promise<State> => {
    const query = { owner, limit: 500 };
    const all = { enough: 2_000, pages: 10 };
    const [accounts, audiences] = await Promise.all([
      askMany<Account>('/v1/accounts', { query, signal }, all),
      askMany<Audience>('/v1/audiences', { query, signal }, all),
    ]);
    return { accounts: accounts.items, audiences: audiences.items };
  });
  return h(Shown<State>, {
    asking,
    what: 'your accounts',
    children: ({ accounts, audiences }) => {
      if (accounts.length === 0) {
        return h(
          Empty,
          { title: 'No account is read' },
          `Name some in the configuration, or start with: npm start -- bluesky:YOUR.HANDLE ${commandPlace}`.trimEnd(),
        );
      }
      const found = accounts.map((account) => ({ account, lists: listsOf(account, audiences) }));
      const troubled = found.filter(({ account, lists }) =>
        troublesOf(account, lists).some(({ isUrgent }) => isUrgent),
      ).length;
      return [
        h(
          'p',
          { class: 'lead' },
          troubled === 0
            ? 'Everything is read as it should be.'
            : `${several(troubled, 'account needs', 'accounts need')} you.`,
        ),
        found.map(({ account, lists }) => h(AccountCard, { key: account.id, account, lists })),
      ];
    },
  });
}

const listsOf = (account: Account, audiences: readonly Audience[]): Audience[] =>
  audiences.filter(({ accountId }) => accountId === account.id);

function AccountCard({ account, lists }: { readonly account: Account; readonly lists: readonly Audience[] }) {
  const { id, network, name, url } = account;
  const troubles = troublesOf(account, lists);
  const isWell = !troubles.some(({ isUrgent }) => isUrgent);
  const heading = `account-${id}`;
  return h(
    'section',
    { class: 'card account', 'aria-labelledby': heading },
    h(
      'div',
      { class: 'card-head' },
      h(
        'h2',
        { id: heading },
        h('bdi', null, name ?? handleOfId(id)),
        ' ',
        h('span', { class: 'soft' }, networkName(network)),
      ),
      h(
        'span',
        { class: `chip ${isWell ? 'chip-well' : 'chip-ill'}` },
        account.status === 'stopped' ? 'Stopped' : isWell ? 'Well' : 'Needs you',
      ),
    ),
    h(
      'p',
      { class: 'soft small' },
      url === undefined ? h('bdi', null, handleOfId(id)) : h(OutsideLink, { url }, handleOfId(id)),
    ),
    troubles.length === 0
      ? null
      : h(
          'ul',
          { class: 'troubles' },
          troubles.map((trouble) => h('li', { key: trouble.key }, h(TroubleWords, { trouble }))),
        ),
    lists.length === 0
      ? h('p', { class: 'soft' }, 'No list of it has been read yet.')
      : h(Lists, { lists, label: `Lists of ${handleOfId(id)} on ${networkName(network)}` }),
  );
}

function TroubleWords({ trouble }: { readonly trouble: Trouble }) {
  const { commandPlace } = useShell();
  const placed = (text: string): string => placedHints(text, commandPlace);
  return [
    h(
      'p',
      null,
      h('strong', null, trouble.isUrgent ? 'To do' : 'To know', ': '),
      h('span', { dir: 'auto' }, placed(trouble.what)),
    ),
    h('p', { class: 'soft small' }, placed(trouble.remedy)),
    trouble.command === undefined ? null : h('p', { class: 'small' }, h('code', null, placed(trouble.command))),
  ];
}

function Lists({ lists, label }: { readonly lists: readonly Audience[]; readonly label: string }) {
  const now = Date.now();
  const isHeldBack = lists.some(({ missing, held }) => missing + held > 0);
  const columns = ['List', 'People', 'Last read', 'Next', ...(isHeldBack ? ['Held back'] : [])];
  return h(
    'div',
    { class: 'scrolls', role: 'region', 'aria-label': label, tabIndex: 0 },
    h(
      'table',
      { class: 'lists' },
      h('caption', { class: 'hidden' }, label),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          columns.map((name) => h('th', { key: name, scope: 'col' }, name)),
        ),
      ),
      h(
        'tbody',
        null,
        lists.map((list) =>
          h(
            'tr',
            { key: list.id },
            h('th', { scope: 'row' }, audienceName(list), list.status === 'active' ? '' : ` (${list.status})`),
            h(
              'td',
              null,
              list.countOnly === true
                ? `${countOf(list.networkCount ?? list.count)}, number only`
                : countOf(list.count),
            ),
            h('td', null, whenOf(list.exportTakenAt ?? list.pulledAt, now, 'not yet')),
            h('td', null, whenOf(list.waitingUntil ?? list.dueAt, now, '–')),
            isHeldBack ? h('td', null, countOf(list.missing + list.held)) : null,
          ),
        ),
      ),
    ),
  );
}

function whenOf(instant: string | undefined, now: number, otherwise: string) {
  return instant === undefined
    ? otherwise
    : h('time', { dateTime: instant, title: momentOf(instant) }, agoOf(instant, now));
}
