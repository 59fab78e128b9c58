import { EXPORT_CREDENTIAL, givenAudienceId, givenItem, givenKinds } from '../core/export-lists.ts';
import { audienceKey } from '../core/ids.ts';
import type { AudienceKind } from '../core/model.ts';
import { accountProblem } from '../runtime/account-forms.ts';
import { trackSchema } from '../runtime/config-schema.ts';
import { readAccount, updateAccount } from '../storage/accounts.ts';
import { putAudienceRef, readAudienceRef } from '../storage/audiences.ts';
import { createHead, FRESH_HEAD } from '../storage/heads.ts';
import type { AccountItem } from '../storage/items.ts';
import type { PullDeps } from './deps.ts';
import { ListNotTakenError } from './not-taken.ts';
import { declareAccount, networkOf } from './reconcile.ts';

/** Whose list it is, as far as it says so itself. */
export interface ListOwner {
  readonly handle?: string;
  /** The network's stable id of the account. */
  readonly stableId?: string;
}

export interface GivenAudience {
  readonly owner: string;
  readonly accountId: string;
  readonly kind: AudienceKind;
  readonly of?: ListOwner;
}

const nameOf = (accountId: string): string => accountId.slice(accountId.indexOf(':') + 1);

/** @throws ListNotTakenError if no list of that kind can be given for such an account */
export function checkGiven({ accountId, kind }: Pick<GivenAudience, 'accountId' | 'kind'>): void {
  const problem = accountProblem(accountId);
  if (problem !== undefined) throw new ListNotTakenError(`"${accountId}" is no account: ${problem}.`);
  const kinds = givenKinds(networkOf(accountId));
  if (kinds.includes(kind)) return;
  throw new ListNotTakenError(
    kinds.length === 0
      ? `${accountId} is read by API and takes no lists. A list of your own is imported as --account list:NAME.`
      : `${accountId} takes ${kinds.join(' and ')}, and this is a list of ${kind}.`,
  );
}

/**
 * Finds the audience that a given list becomes, and makes it if the owner does not have it yet. Lists that only exports
 * give go by the account's name; X's by its id, which archives and the API agree on, so that both make one history.
 * @returns its storage key
 * @throws ListNotTakenError if the list says that it is of another account
 */
export async function openGivenAudience(deps: Pick<PullDeps, 'db' | 'clock'>, given: GivenAudience): Promise<string> {
  const { db } = deps;
  const { owner, accountId, kind, of = {} } = given;
  const network = networkOf(accountId);
  const existing = await readAccount(db, owner, accountId);
  checkOwner(accountId, of, existing);
  if (existing === undefined) {
    await declareAccount(deps, owner, { id: accountId, track: trackSchema.parse({}) }, undefined);
    if (network !== 'list') await updateAccount(db, owner, accountId, { isImported: true });
  }
  if (network === 'x' && of.stableId !== undefined && existing?.stableId === undefined) {
    await updateAccount(db, owner, accountId, { stableId: of.stableId });
  }
  const id = givenAudienceId(accountId, kind);
  const known = await readAudienceRef(db, owner, id);
  if (known !== undefined) return known.key;
  const item = givenItem(network, kind);
  const name = nameOf(accountId).toLowerCase();
  const stable = network === 'x' ? (existing?.stableId ?? of.stableId ?? name) : name;
  const key = audienceKey(owner, network, stable, kind, item);
  const ref = { owner, audienceId: id, key, kind, accountId, network, ...(item === undefined ? {} : { item }) };
  // The head comes last: an audience that has one can always be listed.
  await putAudienceRef(db, ref);
  const { key: _, ...shown } = ref;
  await createHead(db, {
    ...FRESH_HEAD,
    ...shown,
    key,
    target: stable,
    credentialId: network === 'list' ? 'list' : EXPORT_CREDENTIAL,
    every: 0,
  });
  return key;
}

/** Somebody else's list would look as if everybody had left. A handle may change; then the stable id speaks. */
function checkOwner(accountId: string, of: ListOwner, account: AccountItem | undefined): void {
  const network = networkOf(accountId);
  const { stableId } = account ?? {};
  const isSameId = of.stableId !== undefined && stableId === of.stableId;
  const isOtherId = network === 'x' && of.stableId !== undefined && stableId !== undefined && !isSameId;
  const isOtherName =
    of.handle !== undefined && of.handle.replace(/^@/, '').toLowerCase() !== nameOf(accountId).toLowerCase();
  if (!isOtherId && (!isOtherName || isSameId)) return;
  const whose =
    of.handle === undefined ? `the ${network} account with the id ${of.stableId}` : `${network}:${of.handle}`;
  throw new ListNotTakenError(
    `This export is of ${whose}, and ${accountId} is another account: compared with its people it would look as if everybody had left. ` +
      (isOtherName
        ? `Import it with --account ${whose}, if that is meant.`
        : 'Declare the account under its present name.'),
  );
}
