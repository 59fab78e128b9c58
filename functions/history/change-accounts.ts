import * as z from 'zod';
import { NETWORK_IDS } from '../core/model.ts';
import { accountProblem } from '../runtime/account-forms.ts';
import { accountSchema } from '../runtime/config-schema.ts';
import { readAccount } from '../storage/accounts.ts';
import { listDeclared, putDeclared, readDeclared } from '../storage/declared.ts';
import { ownersOf } from './owners.ts';
import { idParams, itemQuery } from './parameters.ts';
import { badRequest, notFound } from './problem.ts';
import { type HistoryApiDeps, jsonRoute } from './route.ts';
import { networkShape } from './shapes.ts';

/** Accounts that the API may add for an owner, with those of the configuration. */
const MOST_ACCOUNTS = 500;

const declaredAccountShape = z.strictObject({
  id: z.string(),
  owner: z.string(),
  network: networkShape,
  /** `waiting`: the next tick sees to it, within minutes. */
  status: z.enum(['waiting', 'active', 'stopped']),
});

const accountBody = accountSchema.omit({ id: true });

export const putAccountRoute = jsonRoute(
  {
    method: 'PUT',
    path: '/v1/accounts/{id}',
    summary: 'Adds an account, or changes what is read of it, without deploying; it is read within minutes.',
    scope: 'write',
    params: idParams,
    query: itemQuery,
    body: accountBody,
    response: declaredAccountShape,
  },
  async ({ deps, grant, params, query, body }) => {
    const owner = oneOwner(ownersOf(grant, query.owner));
    const network = networkOrProblem(params.id);
    await mustHaveRoom(deps, owner, params.id);
    const account = { ...body, id: params.id };
    await putDeclared(deps.db, { owner, accountId: params.id, account, at: deps.clock.now() });
    const known = await readAccount(deps.db, owner, params.id);
    return {
      id: params.id,
      owner,
      network,
      status: known?.status === 'active' ? ('active' as const) : ('waiting' as const),
    };
  },
);

export const removeAccountRoute = jsonRoute(
  {
    method: 'DELETE',
    path: '/v1/accounts/{id}',
    summary: 'Removes an account: it is read no more, and its history stays until retention ends.',
    scope: 'write',
    params: idParams,
    query: itemQuery,
    response: declaredAccountShape,
  },
  async ({ deps, grant, params, query }) => {
    const owner = oneOwner(ownersOf(grant, query.owner));
    const network = NETWORK_IDS.find((known) => params.id.startsWith(`${known}:`));
    const [known, declared] = await Promise.all([
      readAccount(deps.db, owner, params.id),
      readDeclared(deps.db, owner, params.id),
    ]);
    const isConfigured = configuredOf(deps, owner).includes(params.id);
    if (network === undefined || (known === undefined && declared?.account === undefined && !isConfigured))
      throw notFound();
    await putDeclared(deps.db, { owner, accountId: params.id, at: deps.clock.now() });
    return { id: params.id, owner, network, status: 'stopped' as const };
  },
);

/** An account that nobody has yet belongs to whom the caller names. */
function oneOwner(owners: readonly string[]): string {
  const [only, ...others] = owners;
  if (only !== undefined && others.length === 0) return only;
  throw badRequest([{ parameter: 'owner', message: 'expected whose account it is: this token opens several owners' }]);
}

function networkOrProblem(id: string) {
  const problem = accountProblem(id);
  const network = NETWORK_IDS.find((known) => id.startsWith(`${known}:`));
  if (problem === undefined && network !== undefined) return network;
  throw badRequest([{ parameter: 'id', message: problem ?? 'expected NETWORK:NAME' }]);
}

const configuredOf = ({ config }: HistoryApiDeps, owner: string): string[] =>
  config.owners.filter(({ id }) => id === owner).flatMap(({ accounts }) => accounts.map(({ id }) => id));

async function mustHaveRoom(deps: HistoryApiDeps, owner: string, id: string): Promise<void> {
  const declared = await listDeclared(deps.db, owner);
  const there = new Set([
    ...configuredOf(deps, owner),
    ...declared.filter(({ account }) => account !== undefined).map(({ accountId }) => accountId),
  ]);
  if (there.has(id) || there.size < MOST_ACCOUNTS) return;
  throw badRequest([{ parameter: 'id', message: `an owner has at most ${MOST_ACCOUNTS} accounts; remove one first` }]);
}
