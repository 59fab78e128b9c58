import type { Profile } from '../core/model.ts';

/**
 * What lists say of a profile, in 64 bits: 32 of name and bio, which the lists of some networks leave out, and 32 of the
 * rest. Fields that change for everybody (reach, the query of an avatar's address) are not in it, and an unknown field
 * counts as an empty or false one. Prints that differ are a suspicion, which `differsFrom` settles with the row itself;
 * an edit is overlooked once in four billion.
 */
export interface Fingerprint {
  text: number;
  rest: number;
}

/** Writes the print of a profile, cleaned as it is stored, into `into`: nothing is made for each of millions. */
export function fingerprint(profile: Profile, into: Fingerprint): void {
  into.text = finish(textHash(textHash(SEED, profile.name ?? ''), profile.bio ?? ''));
  const avatar = profile.avatar ?? '';
  let rest = textHash(textHash(SEED, profile.handle), profile.url);
  rest = textHash(rest, avatar, endOfPath(avatar));
  const flags = (profile.isProtected ? 1 : 0) | (profile.isMemorial ? 2 : 0) | (profile.isBot ? 4 : 0);
  into.rest = finish(Math.imul(rest ^ flags, PRIME));
}

const SEED = 0x811c9dc5;
const PRIME = 0x9e3779b1;

/** FNV-1a over UTF-16 units with a larger prime; the length goes in, so that no two fields run into each other. */
function textHash(seed: number, text: string, end = text.length): number {
  let value = Math.imul(seed ^ end, PRIME);
  for (let at = 0; at < end; at += 1) value = Math.imul(value ^ text.charCodeAt(at), PRIME) ^ (value >>> 15);
  return value;
}

function finish(hash: number): number {
  let value = hash;
  value = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  value = Math.imul(value ^ (value >>> 15), 0x846ca68b);
  return (value ^ (value >>> 16)) >>> 0;
}

/** Where the query or fragment of an address begins. */
function endOfPath(url: string): number {
  for (let at = 0; at < url.length; at += 1) {
    const code = url.charCodeAt(at);
    if (code === 63 || code === 35) return at;
  }
  return url.length;
}
