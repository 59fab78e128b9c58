import type { ProfileBytes } from '../core/listed-rows.ts';
import type { Profile } from '../core/model.ts';
import { finish, PRIME, step } from '../core/murmur.ts';
import { type Fingerprint, flagsOf, pathOf } from './print-parts.ts';

/** More than any profile takes that is clean (see `clean.ts`); of others what has room counts. */
const ROOM = 40_000;
/** The last step reads a whole word. */
const SPARE = 4;
const words = new DataView(new ArrayBuffer(ROOM + SPARE));
const bytes = new Uint8Array(words.buffer, 0, ROOM);
const encoder = new TextEncoder();

/** The bytes of one profile, which its prints are made of. */
export const profileRoom: ProfileBytes = {
  view: words,
  restEnd: 0,
  textEnd: 0,
  handleLength: 0,
  urlLength: 0,
  nameLength: 0,
};

/**
 * Prints over UTF-8, four bytes a step. All fields become bytes at once: reading the characters of strings that are parts
 * of a page, one by one, costs several times as much.
 */
export function bytePrint(profile: Profile, into: Fingerprint): void {
  const { handle, url, name = '', bio = '' } = profile;
  const rest = handle + url + pathOf(profile.avatar);
  const text = name + bio;
  const { written } = encoder.encodeInto(rest + text, bytes);
  // As many bytes as characters: then each is one.
  const isAscii = written === rest.length + text.length;
  const end = isAscii ? rest.length : Math.min(written, Buffer.byteLength(rest));
  profileRoom.restEnd = end;
  profileRoom.textEnd = written;
  profileRoom.handleLength = handle.length;
  profileRoom.urlLength = url.length;
  profileRoom.nameLength = name.length;
  printBytes(profileRoom, flagsOf(profile), into);
}

/** As {@link bytePrint}, of a profile that somebody has written into {@link profileRoom}. */
export function printBytes(profile: ProfileBytes, flags: number, into: Fingerprint): void {
  const { restEnd, textEnd, handleLength, urlLength, nameLength } = profile;
  // Where one field ends and the next begins counts, too.
  into.rest = hashOf(0, restEnd, (urlLength << 13) ^ (handleLength << 3) ^ flags);
  into.text = hashOf(restEnd, textEnd, nameLength << 16);
}

/** Murmur3 over some of the bytes. */
function hashOf(from: number, end: number, seed: number): number {
  let value = Math.imul(seed ^ (end - from), PRIME);
  let at = from;
  for (; at + 4 <= end; at += 4) value = step(value, words.getInt32(at, true));
  if (at < end) value = step(value, words.getInt32(at, true) & ~(-1 << ((end - at) * 8)));
  return finish(value);
}
