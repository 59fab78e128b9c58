import { Buffer } from 'node:buffer';
import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a link in a mail may be for. One purpose's link never opens another's door. */
const LINK_PURPOSES = ['unsubscribe', 'act', 'meet', 'calendar', 'page'] as const;
export type LinkPurpose = (typeof LINK_PURPOSES)[number];

export interface LinkClaims {
  readonly owner: string;
  readonly purpose: LinkPurpose;
  /** What it is about; printable, no line breaks. */
  readonly subject: string;
  /** Wall clock, epoch ms; kept to the second. */
  readonly expiresAt: number;
}

/** Why a link does not open, or what it says. `other-purpose` is ours and valid, but for something else. */
export type LinkResult =
  | { readonly ok: true; readonly claims: LinkClaims }
  | { readonly ok: false; readonly reason: 'forged' | 'expired' | 'other-purpose' };

/** Longest token that is looked at. */
const MOST_CHARACTERS = 600;
/** Ties the signature to this use of the key. */
const CONTEXT = 'rekindle link 1\n';
const FORM = /^([A-Za-z0-9_-]{8,})\.([A-Za-z0-9_-]{43})$/;

/**
 * Signs a link: `PAYLOAD.SIGNATURE`, both base64url, so it needs no encoding in a path. HMAC-SHA256 over the payload,
 * which everybody may read: never put into a link what its holder must not know.
 */
export async function signLink(signingKey: () => Promise<string>, claims: LinkClaims): Promise<string> {
  const expiry = Math.floor(claims.expiresAt / 1000).toString(36);
  const payload = Buffer.from([claims.purpose, claims.owner, expiry, claims.subject].join('\n')).toString('base64url');
  return `${payload}.${signature(await signingKey(), payload)}`;
}

/**
 * Reads a link. Looks at the signature first, in constant time, and at nothing else of a forged one.
 * @param wall the wall clock, epoch ms
 */
export async function readLink(
  signingKey: () => Promise<string>,
  token: string,
  expected: { readonly purpose: LinkPurpose; readonly wall: number },
): Promise<LinkResult> {
  const match = token.length <= MOST_CHARACTERS ? FORM.exec(token) : null;
  const [, payload, given] = match ?? [];
  if (payload === undefined || given === undefined) return { ok: false, reason: 'forged' };
  const right = Buffer.from(signature(await signingKey(), payload));
  if (!timingSafeEqual(right, Buffer.from(given))) return { ok: false, reason: 'forged' };
  const claims = parse(Buffer.from(payload, 'base64url').toString('utf8'));
  if (claims === undefined) return { ok: false, reason: 'forged' };
  if (claims.purpose !== expected.purpose) return { ok: false, reason: 'other-purpose' };
  if (claims.expiresAt <= expected.wall) return { ok: false, reason: 'expired' };
  return { ok: true, claims: { ...claims, purpose: expected.purpose } };
}

function signature(key: string, payload: string): string {
  // An empty key would sign for everybody.
  if (key.length < 16) throw new Error('The link-signing key is too short; it must have at least 16 characters.');
  return createHmac('sha256', key).update(CONTEXT).update(payload).digest('base64url');
}

function parse(text: string): (Omit<LinkClaims, 'purpose'> & { readonly purpose: string }) | undefined {
  const [purpose, owner, expiry, ...subject] = text.split('\n');
  if (purpose === undefined || owner === undefined || expiry === undefined || subject.length !== 1) return undefined;
  const seconds = Number.parseInt(expiry, 36);
  if (!Number.isSafeInteger(seconds)) return undefined;
  return { purpose, owner, subject: subject[0] ?? '', expiresAt: seconds * 1000 };
}
