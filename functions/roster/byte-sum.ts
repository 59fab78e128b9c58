import { crc32 } from 'node:zlib';

/**
 * The sum of some parts, one after the other, the first of which have that of `before`. A packed part knows itself
 * whether it is sound; this tells whether it is the one that was written there, and costs 20 ms for those of a million people.
 */
export const sumOf = (parts: readonly Uint8Array[], before = 0): number =>
  parts.reduce((sum, bytes) => crc32(bytes, sum), before);
