import { Buffer } from 'node:buffer';
import { webAddress } from './addresses.ts';

/** What the rules of `text.ts` and `addresses.ts` leave as it is, told by bytes. What is not told may be so all the same. */

const HIGH_BITS = 0x8080_8080 | 0;
const SPACE = 0x20;
const SPACES = 0x2020_2020;
const ONES = 0x0101_0101;
const REST = 0x7f7f_7f7f;

/**
 * Whether `plainText` and `plainLines` leave these characters as they are: words with single spaces between them.
 * @param from of at least one ASCII character, none of them a control character but perhaps DEL (`plainEnd`)
 */
export function isOrdinary(view: DataView, from: number, end: number): boolean {
  if (view.getUint8(from) === SPACE || view.getUint8(end - 1) === SPACE) return false;
  // What lies behind the last character may only make it look as if it were not.
  for (let at = from; at < end; at += 4) {
    const word = view.getInt32(at, true);
    if (((spacesOf(word) & spacesOf(view.getInt32(at + 1, true))) | ((word + ONES) & HIGH_BITS)) !== 0) return false;
  }
  return true;
}

/** The highest bit of each byte that is a space; exact for bytes of ASCII. */
const spacesOf = (word: number): number => ~((word ^ SPACES) + REST) & HIGH_BITS;

const IN_NAME = 1;
const IN_PATH = 2;
const CLASSES = new Uint8Array(256);
for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.') {
  CLASSES[character.charCodeAt(0)] = IN_NAME | IN_PATH;
}
for (const character of '/:@_~') CLASSES[character.charCodeAt(0)] = IN_PATH;
const SLASH = 0x2f;
const DOT = 0x2e;

/** Letters, digits, hyphens and dots alone: a host's name, which stands in an address as it is. */
export function isHostName(view: DataView, from: number, end: number): boolean {
  for (let at = from; at < end; at += 1) if (((CLASSES[view.getUint8(at)] ?? 0) & IN_NAME) === 0) return false;
  return end > from;
}

const SCHEME = 'https://';

/** Knows addresses that `pictureAddress` leaves as they are. Those of a list have the same origin, nearly always. */
export class NormalPictures {
  private origin = new Uint8Array(0);

  /** @param from of ASCII characters */
  has(view: DataView, from: number, end: number): boolean {
    const path = this.isKnown(view, from, end) ? from + this.origin.length : this.learn(view, from, end);
    if (path === -1) return false;
    // A dot that begins a part of the path may mean the part before it.
    for (let at = path, before = SLASH; at < end; at += 1) {
      const byte = view.getUint8(at);
      if (((CLASSES[byte] ?? 0) & IN_PATH) === 0 || (byte === DOT && before === SLASH)) return false;
      before = byte;
    }
    return true;
  }

  private isKnown(view: DataView, from: number, end: number): boolean {
    const { origin } = this;
    if (origin.length === 0 || end - from < origin.length) return false;
    for (let at = 0; at < origin.length; at += 1) if (view.getUint8(from + at) !== origin[at]) return false;
    return true;
  }

  /** @returns where the path begins, behind its first slash; -1 if the origin is not written in its normal form */
  private learn(view: DataView, from: number, end: number): number {
    let path = from + SCHEME.length;
    while (path < end && view.getUint8(path) !== SLASH) path += 1;
    if (path >= end) return -1;
    path += 1;
    const origin = Buffer.from(view.buffer, view.byteOffset + from, path - from).toString('latin1');
    if (!origin.startsWith(SCHEME) || webAddress(origin) !== origin) return -1;
    this.origin = Uint8Array.from(Buffer.from(origin));
    return path;
  }
}
