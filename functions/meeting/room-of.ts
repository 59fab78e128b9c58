import { createHmac } from 'node:crypto';
import { DEFAULT_VIDEO_SERVICE, videoRoom } from './video-room.ts';

/** Ties the name of a room to this use of the key. */
const CONTEXT = 'rekindle room 1\n';

/**
 * The room of one suggestion: the same whenever it is asked for, and nobody can guess it who does not have the key.
 * 128 bits of HMAC-SHA256.
 * @param suggestion what tells it from all others: owner, edition, person
 */
export function roomOf(service: string | undefined, key: string, suggestion: readonly string[]): string {
  const hash = createHmac('sha256', key).update(CONTEXT).update(suggestion.join('\n')).digest();
  return videoRoom(service ?? DEFAULT_VIDEO_SERVICE, (bytes) => {
    bytes.set(hash.subarray(0, bytes.length));
    return bytes;
  });
}
