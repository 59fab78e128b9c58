import { parsePersonId } from '../core/ids.ts';
import { NETWORK_IDS } from '../core/model.ts';
import { withoutPeople } from '../core/without-people.ts';
import { updateAccount } from '../storage/accounts.ts';
import { deleteCorrection } from '../storage/corrections.ts';
import { batchWrite, type Db, deleteItem, queryPrefix } from '../storage/db.ts';
import { listEditions, replaceEdition } from '../storage/digests.ts';
import type { AccountItem } from '../storage/items.ts';
import { personPk, suggestedKey } from '../storage/keys.ts';
import { deleteOutreach } from '../storage/outreach.ts';
import { readPeopleIndex, readPeopleIndexHead, writePeopleIndex } from '../storage/people-index.ts';
import { deletePlans } from '../storage/plans.ts';
import { deleteUnlinked } from '../storage/unlinked.ts';
import type { IsErased } from './erased.ts';

/** Everything that lies under one person: their losses and returns, outreach, corrections, suggestions. */
export async function erasePersonItems(db: Db, owner: string, personId: string): Promise<void> {
  const pk = personPk(owner, personId);
  const items = await queryPrefix(db, pk, '', { consistent: true });
  await batchWrite(
    db,
    items.map((item) => ({ delete: { pk, sk: String(item['sk']) } })),
  );
  await deleteOutreach(db, owner, personId);
  await deleteCorrection(db, owner, personId);
  await deleteItem(db, suggestedKey(owner, personId));
  await deletePlans(db, owner, personId);
  await deleteUnlinked(db, owner, personId);
}

/** Who replied to the owner. */
export async function eraseReplies(db: Db, account: AccountItem, isErased: IsErased): Promise<void> {
  const { owner, accountId, replies = [] } = account;
  const kept = replies.filter(({ personId }) => !isErased(account.network, stableOf(personId)));
  if (kept.length < replies.length) await updateAccount(db, owner, accountId, { replies: kept });
}

/** The index that searching reads. */
export async function eraseFromIndexes(db: Db, account: AccountItem, isErased: IsErased): Promise<void> {
  const { owner, accountId, network } = account;
  const head = await readPeopleIndexHead(db, owner, accountId);
  const people = head && (await readPeopleIndex(db, owner, accountId, head));
  if (head === undefined || people === undefined) return;
  const kept = people.filter(({ id }) => !isErased(network, stableOf(id)));
  if (kept.length < people.length) await writePeopleIndex(db, owner, accountId, kept, head);
}

/** Frozen digests, all of them. What was mailed is in the recipients' hands. */
export async function eraseFromEditions(db: Db, owner: string, isErased: IsErased, now: number): Promise<void> {
  const isGone = (personId: string): boolean => {
    const network = NETWORK_IDS.find((known) => personId.startsWith(`${known}:`));
    return network !== undefined && isErased(network, stableOf(personId));
  };
  let before: string | undefined;
  do {
    const page = await listEditions(db, owner, undefined, {
      ...(before === undefined ? {} : { before }),
      limit: 50,
      now,
    });
    for (const { digestId, period } of page) {
      await replaceEdition(db, owner, { digestId, period, now }, (edition) => {
        const content = withoutPeople(edition.content, isGone);
        return JSON.stringify(content) === JSON.stringify(edition.content) ? undefined : { ...edition, content };
      });
    }
    before = page.at(-1)?.id;
  } while (before !== undefined);
}

/** Of an API id or, in older items, of the network's own. */
function stableOf(id: string): string {
  const parts = parsePersonId(id);
  return parts !== undefined && NETWORK_IDS.some((known) => known === parts.network) ? parts.stableId : id;
}
