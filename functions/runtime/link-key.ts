import { randomBytes } from 'node:crypto';

/** Name of the secret that signs links and cursors; made at first use, never overwritten. */
export const LINK_KEY = 'keys/links';

export const makeLinkKey = (): string => randomBytes(32).toString('base64url');
