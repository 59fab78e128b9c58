import { createHash } from 'node:crypto';
import type { DeliveryName } from '../core/delivery.ts';

/**
 * Stands for a recipient wherever something is stored, tagged or logged: SHA-256 of owner and lower-cased address,
 * cut to 132 bits. Differs from owner to owner, so that nobody can tell that two of them write to the same person.
 */
export function recipientHash(owner: string, email: string): string {
  return createHash('sha256').update(`${owner}\n${email.trim().toLowerCase()}`).digest('base64url').slice(0, 22);
}

/**
 * The Message-ID of a mail: the same each time it is sent, so that a second copy is seen as the same mail.
 * @param from the sender, `Name <name@example.org>` or `name@example.org`
 */
export function messageIdOf(name: DeliveryName, from: string): string {
  const hash = createHash('sha256')
    .update([name.owner, name.digestId, name.period, name.recipient].join('\n'))
    .digest('hex')
    .slice(0, 32);
  return `<rekindle.${hash}@${senderDomain(from)}>`;
}

/** The address alone: SES takes no name in `Source` that is not ASCII, and the mail's own header has it anyway. */
export function senderAddress(from: string): string {
  return /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
}

function senderDomain(from: string): string {
  const address = senderAddress(from);
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
