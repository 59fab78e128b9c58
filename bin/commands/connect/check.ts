import type { NetworkId } from '../../../functions/core/model.ts';
import { GITHUB_HEADERS } from '../../../functions/networks/github/connector.ts';
import { HttpClient } from '../../../functions/networks/http.ts';
import type { ResolvedAccount } from '../../../functions/networks/network.ts';
import type { Addresses, Identity, SignIn } from '../../../functions/networks/oauth/sign-in.ts';
import type { Purse } from '../../../functions/networks/purse.ts';
import { type ConnectorOptions, connectorFor } from '../../../functions/networks/registry.ts';
import type { Declared } from './declared.ts';
import { NotConnectedError } from './errors.ts';

export interface CheckDeps {
  readonly baseUrls: ConnectorOptions['baseUrls'];
  readonly fetch: typeof fetch;
  readonly wall: () => number;
}

export interface Checked {
  readonly identity: Identity;
  readonly account: ResolvedAccount;
}

/** On X this costs two looked-up users, about two cents; that is what connecting costs. */
const TWO_LOOKUPS: Purse = {
  affordable: async (_price, most) => most,
  spend: async (_most, ask) => (await ask()).value,
};

/**
 * Sees that a token works: asks the network whose it is, and the connector for the declared account.
 * @throws NotConnectedError if it is somebody else's; the network's errors
 */
export async function checkToken(
  signIn: SignIn,
  { accountId, name }: Declared,
  addresses: Addresses,
  token: string,
  { baseUrls, fetch, wall }: CheckDeps,
): Promise<Checked> {
  const http = new HttpClient({
    network: signIn.title,
    baseUrl: addresses.api,
    fetch,
    wall,
    token,
    tokenHint: 'what was just signed in for',
    ...(signIn.network === 'github' ? { headers: GITHUB_HEADERS } : {}),
  });
  const identity = await signIn.whoAmI(http);
  const network: NetworkId = signIn.network;
  const connector = connectorFor(
    { network, accountId },
    { token, baseUrls, fetch, wall, spending: { purse: TWO_LOOKUPS, ownsApp: true } },
  );
  if (signIn.network === 'instagram' && !isSame(identity.name, name)) throw somebodyElses(signIn, identity, accountId);
  const account = await connector.resolve(name);
  // Before 4.2 Mastodon named the actor's URI nowhere but in other people's accounts; the page's address does then.
  const isOwn =
    [account.stableId, account.profile.url].includes(identity.id) || isSame(identity.name, account.profile.handle);
  if (signIn.isOwnersOnly && !isOwn) throw somebodyElses(signIn, identity, accountId);
  return { identity, account };
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

function somebodyElses(signIn: SignIn, identity: Identity, accountId: string): NotConnectedError {
  return new NotConnectedError(
    `You signed in as ${identity.name} at ${signIn.title}, but ${accountId} is what is configured. Nothing was stored. ` +
      'Sign out there (or use another browser profile), and connect again as the right account.',
  );
}
