import type { Profile } from '../core/model.ts';
import { finish, PRIME } from '../core/murmur.ts';
import { type Fingerprint, flagsOf, pathOf } from './print-parts.ts';

const SEED = 0x811c9dc5;

/** Prints as they were made until November 2026, and as tables may still hold them: over UTF-16 units, one a step. */
export function unitPrint(profile: Profile, into: Fingerprint): void {
  into.text = finish(textHash(textHash(SEED, profile.name ?? ''), profile.bio ?? ''));
  const rest = textHash(textHash(textHash(SEED, profile.handle), profile.url), pathOf(profile.avatar));
  into.rest = finish(Math.imul(rest ^ flagsOf(profile), PRIME));
}

/** FNV-1a with a larger prime; the length goes in, so that no two fields run into each other. */
function textHash(seed: number, text: string): number {
  let value = Math.imul(seed ^ text.length, PRIME);
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), PRIME) ^ (value >>> 15);
  return value;
}
