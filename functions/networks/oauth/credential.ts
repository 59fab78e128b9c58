import { createHash } from 'node:crypto';
import * as z from 'zod';

/** Networks that a person connects by signing in. */
export const OAUTH_NETWORKS = ['x', 'mastodon', 'github', 'facebook', 'instagram', 'youtube'] as const;
export type OAuthNetworkId = (typeof OAUTH_NETWORKS)[number];

const token = z.string().min(1).max(4_000);

/**
 * A credential as it is stored, version 1: JSON beside the plain tokens that people paste, which stay valid.
 * Times are wall clock, epoch ms.
 */
const oauthCredentialSchema = z.strictObject({
  kind: z.literal('oauth2'),
  version: z.literal(1),
  network: z.enum(OAUTH_NETWORKS),
  accessToken: token,
  refreshToken: token.optional(),
  /** The one before, for as long as it has not been seen that the present one works. */
  previousRefreshToken: token.optional(),
  issuedAt: z.number(),
  /** When the access token ends; absent: it does not, or the network does not say. */
  expiresAt: z.number().optional(),
  /** When a person has to sign in again whatever is refreshed until then, if the network says so. */
  endsAt: z.number().optional(),
  scopes: z.array(z.string().max(200)).max(50),
  clientId: z.string().max(500).optional(),
  clientSecret: z.string().max(1_000).optional(),
  tokenEndpoint: z.url().optional(),
  /** Facebook: the long-lived token of the person, from which the Page's is made, and which Page. */
  userToken: token.optional(),
  pageId: z.string().max(100).optional(),
});
export type OAuthCredential = z.output<typeof oauthCredentialSchema>;

/** What is stored is no credential that this version can read. */
export class UnreadableCredentialError extends Error {
  override readonly name = 'UnreadableCredentialError';
}

/**
 * Reads a stored credential: the JSON that `connect` writes, or a bare token, which is returned as it is.
 * @throws UnreadableCredentialError, without any part of what was stored
 */
export function readCredential(text: string): OAuthCredential | string {
  if (!text.startsWith('{')) return text;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UnreadableCredentialError('What is stored is no credential.');
  }
  const result = oauthCredentialSchema.safeParse(json);
  if (!result.success) throw new UnreadableCredentialError('What is stored is no credential of this version.');
  return result.data;
}

export function writeCredential(credential: OAuthCredential): string {
  return JSON.stringify(oauthCredentialSchema.parse(credential));
}

/** Tells one stored credential from the next without showing anything of it. */
export function fingerprintOf({ accessToken, refreshToken, userToken, issuedAt }: OAuthCredential): string {
  const all = JSON.stringify([accessToken, refreshToken, userToken, issuedAt]);
  return createHash('sha256').update(all).digest('hex').slice(0, 16);
}

/** Whether the access token can still be used for a while. */
export function isUsable(credential: OAuthCredential, wall: number): boolean {
  return credential.expiresAt === undefined || wall < credential.expiresAt - 60_000;
}

/**
 * When a person has to sign in again, as far as it is known: the end that the network names, or, where nothing can be
 * refreshed, the access token's. Undefined: not before something goes wrong.
 */
export function endOf(credential: OAuthCredential): number | undefined {
  return credential.endsAt ?? (credential.refreshToken === undefined ? credential.expiresAt : undefined);
}
