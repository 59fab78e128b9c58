import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** Far above what any of our items unpacks to, and far below what hurts: a guard against a bomb, not a limit of the format. */
const MOST_UNPACKED_BYTES = 64_000_000;
const PARAMS = {
  [constants.ZSTD_c_compressionLevel]: 3,
  /** Four bytes that tell a damaged item from a sound one. */
  [constants.ZSTD_c_checksumFlag]: 1,
};

/** JSON, compressed: the form of everything that is packed into one attribute. */
export function packJson(value: unknown): Uint8Array {
  return packBytes(Buffer.from(JSON.stringify(value)));
}

/** @throws Error for anything that {@link packJson} did not write */
export function unpackJson(packed: unknown): unknown {
  return JSON.parse(Buffer.from(unpackBytes(packed)).toString('utf8'));
}

export function packBytes(bytes: Uint8Array): Uint8Array {
  return zstdCompressSync(bytes, { params: PARAMS });
}

/** @throws Error for anything that {@link packBytes} did not write */
export function unpackBytes(packed: unknown): Uint8Array {
  if (!(packed instanceof Uint8Array)) throw new TypeError('Expected packed bytes.');
  return zstdDecompressSync(packed, { maxOutputLength: MOST_UNPACKED_BYTES });
}
