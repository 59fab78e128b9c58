import { audienceId } from '../core/ids.ts';
import { listAccounts } from '../storage/accounts.ts';
import { listAudienceRefs } from '../storage/audiences.ts';
import { accountShape, accountView } from './account-view.ts';
import { ownersOf } from './owners.ts';
import { answerPage } from './page.ts';
import { listQuery, noParams } from './parameters.ts';
import { listRoute } from './route.ts';
import { pageOf } from './shapes.ts';
import { MOST_READ, pageById, walk } from './walk.ts';

/** What each account costs of a request's budget: its audiences are looked up. */
const ACCOUNT_COST = 25;

export const listAccountsRoute = listRoute(
  {
    method: 'GET',
    path: '/v1/accounts',
    summary: "The owner's accounts, each with its state and the ids of its audiences.",
    scope: 'read',
    params: noParams,
    query: listQuery,
    item: accountShape,
    response: pageOf(accountShape),
  },
  async (asked) => {
    const { deps, grant, query } = asked;
    const owners = ownersOf(grant, query.owner);
    const budget = { left: MOST_READ };
    return answerPage(asked, { path: '/v1/accounts', owners }, (position) =>
      walk(owners, position, query.limit, budget, async (owner, after, room) => {
        const accounts = await listAccounts(deps.db, owner);
        const affordable = Math.max(1, Math.floor(budget.left / ACCOUNT_COST));
        const page = pageById(accounts, ({ accountId }) => accountId, after, Math.min(room, affordable));
        budget.left -= page.items.length * ACCOUNT_COST;
        const items = await Promise.all(
          page.items.map(async (account) => {
            const refs = await listAudienceRefs(deps.db, owner, account.accountId);
            const own = refs.filter(({ accountId }) => accountId === account.accountId);
            const ids = own.map((ref) =>
              ref.kind === 'likes' ? audienceId(account.accountId, 'likes') : ref.audienceId,
            );
            return accountView(account, [...new Set(ids)].sort());
          }),
        );
        return { items, next: page.next };
      }),
    );
  },
);
