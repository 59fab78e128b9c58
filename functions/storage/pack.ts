import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** Far above what any of our items unpacks to, and far below what hurts: a guard against a bomb, not a limit of the format. */
const MOST_UNPACKED_BYTES = 64_000_000;
const paramsOf = (level: number): Record<number, number> => ({
  [constants.ZSTD_c_compressionLevel]: level,
  /** Four bytes that tell a damaged item from a sound one. */
  [constants.ZSTD_c_checksumFlag]: 1,
});
/** For what is stored: writing a byte costs far more than packing it. */
const STORED = paramsOf(3);
/** For what only waits in memory: a third faster, and hardly larger. */
const WAITING = paramsOf(1);

/** JSON, compressed: the form of everything that is packed into one attribute. */
export function packJson(value: unknown): Uint8Array {
  return packBytes(Buffer.from(JSON.stringify(value)));
}

/** @throws Error for anything that {@link packJson} did not write */
export function unpackJson(packed: unknown): unknown {
  const bytes = unpackBytes(packed);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  giveBack(bytes);
  return JSON.parse(text);
}

export function packBytes(bytes: Uint8Array): Uint8Array {
  return pack(bytes, STORED);
}

/** As {@link packBytes}, of what only waits in memory and is unpacked soon. */
export function packForNow(bytes: Uint8Array): Uint8Array {
  return pack(bytes, WAITING);
}

function pack(bytes: Uint8Array, params: Record<number, number>): Uint8Array {
  const chunkSize = Math.max(LEAST_CHUNK, bytes.byteLength >>> 1);
  // A copy: the room that was left over would stay in memory as long as the result.
  const packed = zstdCompressSync(bytes, { params, chunkSize });
  const copy = new Uint8Array(packed);
  // What is small lies in room that it shares with others.
  if (packed.buffer.byteLength > Buffer.poolSize && packed.buffer instanceof ArrayBuffer) packed.buffer.transfer(0);
  return copy;
}

/**
 * Gives the memory of what {@link unpackBytes} gave back at once, when nobody uses it any more. The garbage collector
 * counts it as it would count objects, and walks through all that live the more often.
 */
export function giveBack(unpacked: Uint8Array): void {
  const { buffer, byteLength } = unpacked;
  if (!(buffer instanceof ArrayBuffer) || buffer.detached) return;
  // What is small lies in room that it shares with others.
  if (buffer.byteLength - byteLength <= SPARE) buffer.transfer(0);
}

/** @throws Error for anything that {@link packBytes} did not write */
export function unpackBytes(packed: unknown): Uint8Array {
  if (!(packed instanceof Uint8Array)) throw new TypeError('Expected packed bytes.');
  // Room for all of it at once: the usual 16 KB are filled dozens of times for a segment, and put together again.
  const chunkSize = Math.min(MOST_CHUNK, Math.max(LEAST_CHUNK, contentSize(packed) + SPARE));
  return zstdDecompressSync(packed, { maxOutputLength: MOST_UNPACKED_BYTES, chunkSize });
}

const LEAST_CHUNK = 1024;
const MOST_CHUNK = 2 * 1024 * 1024;
const USUAL_CHUNK = 16 * 1024;
/** A buffer that is full to the brim is followed by an empty one. */
const SPARE = 64;

/**
 * What a frame says that it unpacks to: a hint, which may be wrong or missing.
 * @see RFC 8878, 3.1.1.1 Frame_Header
 */
function contentSize(frame: Uint8Array): number {
  const descriptor = frame[4] ?? 0;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const at = 5 + (isSingleSegment ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  const form = descriptor >>> 6;
  if (at + 4 > frame.byteLength || (form === 0 && !isSingleSegment)) return USUAL_CHUNK;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (form === 0) return view.getUint8(at);
  // Of eight bytes the upper four would be more than is ever unpacked.
  return form === 1 ? view.getUint16(at, true) + 256 : view.getUint32(at, true);
}
