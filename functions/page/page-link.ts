import { type LinkResult, readLink, signLink } from '../runtime/links.ts';

/** Until the next mail or two: whoever has the link has the history, and mails are passed on. */
const VALID_FOR = 15 * 24 * 60 * 60 * 1000;

/**
 * The address in a mail that opens an owner's history: opening it shows a button, which signs in.
 * @param wall the wall clock, epoch ms
 */
export async function pageLink(
  publicUrl: string,
  signingKey: () => Promise<string>,
  owner: string,
  wall: number,
): Promise<string> {
  const claims = { owner, purpose: 'page', subject: 'history', expiresAt: wall + VALID_FOR } as const;
  return `${publicUrl}/page/open/${await signLink(signingKey, claims)}`;
}

/** Whose history such a link's token opens, or why it opens none. */
export async function readPageLink(
  signingKey: () => Promise<string>,
  token: string,
  wall: number,
): Promise<{ readonly owner: string } | Extract<LinkResult, { ok: false }>['reason']> {
  const link = await readLink(signingKey, token, { purpose: 'page', wall });
  return link.ok ? { owner: link.claims.owner } : link.reason;
}
