import type { Config } from '../runtime/config-schema.ts';
import type { Db } from '../storage/db.ts';
import { listSuppressions, type SuppressionReason, unsuppress } from '../storage/suppressions.ts';
import { recipientHash } from './recipient.ts';

/** Somebody cannot be sent mails again; the message says why. Nothing was changed. */
export class NotResubscribedError extends Error {
  override readonly name = 'NotResubscribedError';
}

export interface Resubscription {
  readonly owner: string;
  readonly email: string;
  /** Also if their mail came back or was reported as unwanted. */
  readonly isForced: boolean;
}

export interface ResubscribeReport {
  /** Why no mail went there, and goes again. */
  readonly lifted: readonly SuppressionReason[];
  /** Why still none does. */
  readonly kept: readonly SuppressionReason[];
}

/**
 * Sends somebody an owner's digests again who had unsubscribed. That mail came back, or was reported as unwanted, is
 * forgotten only by force: sending there again harms the sender's name.
 */
export async function resubscribe(db: Db, { owner, email, isForced }: Resubscription): Promise<ResubscribeReport> {
  const recipient = recipientHash(owner, email);
  const lifted = new Set<SuppressionReason>();
  const kept = new Set<SuppressionReason>();
  for (const { reason, digestId } of await listSuppressions(db, owner, recipient)) {
    const mayLift = reason === 'unsubscribed' || isForced;
    const who = { owner, recipient, ...(digestId === undefined ? {} : { digestId }) };
    if (mayLift && (await unsuppress(db, who, reason))) lifted.add(reason);
    else if (!mayLift) kept.add(reason);
  }
  return { lifted: [...lifted].sort(), kept: [...kept].sort() };
}

/**
 * Whose digests go to an address.
 * @param owner as somebody has named them
 * @throws NotResubscribedError if nobody's do, or several owners' and none was named
 */
export function ownerMailing(config: Pick<Config, 'owners'>, email: string, owner: string | undefined): string {
  const address = email.trim().toLowerCase();
  const mailing = config.owners
    .filter(({ digests }) =>
      digests.some(({ recipients }) =>
        recipients.some((recipient) => recipient.email.trim().toLowerCase() === address),
      ),
    )
    .map(({ id }) => id);
  const found = owner === undefined ? mailing : mailing.filter((id) => id === owner);
  const [only] = found;
  if (only === undefined) {
    const whose = owner === undefined ? 'No digest' : `No digest of the owner "${owner}"`;
    throw new NotResubscribedError(
      `${whose} goes to ${email} by the configuration. Check the spelling, or add the address there.`,
    );
  }
  if (found.length > 1) {
    throw new NotResubscribedError(
      `Digests of several owners go to ${email}: ${found.join(', ')}. Say whose are meant with --owner ID.`,
    );
  }
  return only;
}
