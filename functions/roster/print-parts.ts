import type { Profile } from '../core/model.ts';

/** See `fingerprint.ts`. */
export interface Fingerprint {
  text: number;
  rest: number;
}

/** Odd, and with no pattern in its bits. */
export const PRIME = 0x9e3779b1;

/** Murmur3's end: what is close to each other ends far apart. */
export function finish(hash: number): number {
  let value = hash;
  value = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  value = Math.imul(value ^ (value >>> 15), 0x846ca68b);
  return (value ^ (value >>> 16)) >>> 0;
}

export const flagsOf = ({ isProtected, isMemorial, isBot }: Profile): number =>
  (isProtected ? 1 : 0) | (isMemorial ? 2 : 0) | (isBot ? 4 : 0);

/** An avatar's address without its query and fragment, which change for everybody. */
export function pathOf(url: string | undefined): string {
  if (url === undefined) return '';
  const query = url.indexOf('?');
  const path = query === -1 ? url : url.slice(0, query);
  const fragment = path.indexOf('#');
  return fragment === -1 ? path : path.slice(0, fragment);
}
