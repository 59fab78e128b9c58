import * as z from 'zod';
import { batchGet, type Db, deleteItem, putItem, queryPrefix } from './db.ts';
import { suppressionKey } from './keys.ts';

/** Why somebody gets no more mail. Bounces and complaints hold for all of an owner's digests. */
export const SUPPRESSION_REASONS = ['bounced', 'complained', 'unsubscribed'] as const;
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];

const suppressionItem = z.object({ reason: z.enum(SUPPRESSION_REASONS), at: z.number() });
export interface Suppression {
  readonly reason: SuppressionReason;
  /** Epoch ms. */
  readonly at: number;
}

/**
 * Sends a recipient no more mail, of one digest or (without `digestId`) of any of this owner's. Keeps the first reason.
 * @param recipient hash of the address; the address itself is kept nowhere
 */
export async function suppress(
  db: Db,
  who: { readonly owner: string; readonly recipient: string; readonly digestId?: string },
  suppression: Suppression,
): Promise<void> {
  await putItem(
    db,
    suppressionKey(who.owner, positionOf(who.recipient, who.digestId)),
    { ...suppression },
    { expression: 'attribute_not_exists(pk)' },
  );
}

/** Who of `recipients` gets no mail of this digest, and why. Reads strongly: an unsubscription holds at once. */
export async function readSuppressions(
  db: Db,
  owner: string,
  digestId: string,
  recipients: readonly string[],
): Promise<ReadonlyMap<string, Suppression>> {
  const keys = recipients.flatMap((recipient) => [
    suppressionKey(owner, positionOf(recipient)),
    suppressionKey(owner, positionOf(recipient, digestId)),
  ]);
  const items = await batchGet(db, keys, { consistent: true });
  const found = new Map<string, Suppression>();
  items.forEach((item, index) => {
    const recipient = recipients[Math.floor(index / 2)];
    if (item !== undefined && recipient !== undefined && !found.has(recipient)) {
      found.set(recipient, suppressionItem.parse(item));
    }
  });
  return found;
}

/** Everything that keeps mail of an owner from a recipient, also of digests that are no longer configured. */
export async function listSuppressions(
  db: Db,
  owner: string,
  recipient: string,
): Promise<(Suppression & { readonly digestId?: string })[]> {
  const { pk, sk } = suppressionKey(owner, recipient);
  const items = await queryPrefix(db, pk, sk, { consistent: true });
  return items.map((item) => {
    const digestId = String(item['sk']).slice(sk.length + 1);
    return { ...suppressionItem.parse(item), ...(digestId === '' ? {} : { digestId }) };
  });
}

/** Takes one back; false if it has another reason by now, or is gone. */
export async function unsuppress(
  db: Db,
  who: { readonly owner: string; readonly recipient: string; readonly digestId?: string },
  reason: SuppressionReason,
): Promise<boolean> {
  return deleteItem(db, suppressionKey(who.owner, positionOf(who.recipient, who.digestId)), {
    expression: '#reason = :reason',
    names: { '#reason': 'reason' },
    values: { ':reason': reason },
  });
}

function positionOf(recipient: string, digestId?: string): string {
  return digestId === undefined ? recipient : `${recipient}#${digestId}`;
}
