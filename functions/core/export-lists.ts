import { audienceId } from './ids.ts';
import { type AudienceKind, NETWORK_IDS, type NetworkId } from './model.ts';

/** Names the list that an official export gives where the API gives a number for the same kind: nobody is in both. */
export const EXPORT_ITEM = 'export';
/** The credential of lists that nobody asks a network for. */
export const EXPORT_CREDENTIAL = 'export';

/** Which lists an account's owner can bring, the one that matters most first. */
const KINDS: Partial<Record<NetworkId, readonly AudienceKind[]>> = {
  x: ['followers', 'following'],
  instagram: ['followers', 'following'],
  facebook: ['friends', 'followers'],
  linkedin: ['connections'],
  list: ['members'],
};

/** Kinds of lists of which a network gives official exports, or which are sent (`list`); none for the others. */
export function givenKinds(network: NetworkId): readonly AudienceKind[] {
  return KINDS[network] ?? [];
}

/** The item of an audience that a given list becomes; most need none. */
export function givenItem(network: NetworkId, kind: AudienceKind): string | undefined {
  const isCountByApi = (network === 'instagram' || network === 'facebook') && kind === 'followers';
  return isCountByApi ? EXPORT_ITEM : undefined;
}

/** The API's id of the audience that a given list of an account becomes. */
export function givenAudienceId(accountId: string, kind: AudienceKind): string {
  const network = NETWORK_IDS.find((id) => accountId.startsWith(`${id}:`));
  return audienceId(accountId, kind, network === undefined ? undefined : givenItem(network, kind));
}
