import { PADDING } from './json-scan.ts';

/**
 * The answer that is looked through just now: always in the same place, which the compiler knows then, so that reading a
 * byte costs half. Of what is no part of an answer nothing is ever touched, and takes no memory.
 */
const MOST_BYTES = 2_000_000;
export const ROOM = new Uint8Array(MOST_BYTES + PADDING);
export const VIEW = new DataView(ROOM.buffer);

/** @param body with {@link PADDING} zero bytes behind it @returns whether there was room for it */
export function lookThrough(body: Uint8Array): boolean {
  if (body.length > ROOM.length) return false;
  ROOM.set(body);
  return true;
}
