import type { DeliveryName } from '../core/delivery.ts';
import { type LinkResult, readLink, signLink } from '../runtime/links.ts';

/** Long enough for a mail that is found again a year later. */
const VALID_FOR = 400 * 24 * 60 * 60 * 1000;

/** Whom a link unsubscribes, from what. */
export type Unsubscription = Omit<DeliveryName, 'period'>;

/**
 * The address for `List-Unsubscribe` (RFC 8058): opening it shows a page, posting to it acts.
 * @param wall the wall clock, epoch ms
 */
export async function unsubscribeUrl(
  publicUrl: string,
  signingKey: () => Promise<string>,
  who: Unsubscription,
  wall: number,
): Promise<string> {
  const token = await signLink(signingKey, {
    owner: who.owner,
    purpose: 'unsubscribe',
    subject: `${who.digestId}:${who.recipient}`,
    expiresAt: wall + VALID_FOR,
  });
  return `${publicUrl}/unsubscribe/${token}`;
}

/** Reads such a link's token. */
export async function readUnsubscription(
  signingKey: () => Promise<string>,
  token: string,
  wall: number,
): Promise<Unsubscription | Extract<LinkResult, { ok: false }>['reason']> {
  const link = await readLink(signingKey, token, { purpose: 'unsubscribe', wall });
  if (!link.ok) return link.reason;
  const [digestId = '', recipient = ''] = link.claims.subject.split(':');
  return { owner: link.claims.owner, digestId, recipient };
}
