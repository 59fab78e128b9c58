import { Buffer } from 'node:buffer';
import { PADDING } from './json-scan.ts';

/** The answer is larger than anything the network documents. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/** Reads a body as text. @throws as {@link readPadded} */
export async function readBody(response: Response, mostBytes: number): Promise<string> {
  return textOf(await readPadded(response, mostBytes));
}

/** What a padded body says in UTF-8. */
export const textOf = (padded: Uint8Array): string =>
  Buffer.from(padded.buffer, padded.byteOffset, padded.byteLength - PADDING).toString('utf8');

/**
 * Reads a body, stopping as soon as it is too large (counted after decompression).
 * @returns its bytes and {@link PADDING} zeros
 * @throws BodyTooLargeError; whatever the stream throws when it is cut or timed out
 */
export async function readPadded(response: Response, mostBytes: number): Promise<Uint8Array> {
  if (Number(response.headers.get('content-length') ?? 0) > mostBytes) {
    await drop(response);
    throw new BodyTooLargeError();
  }
  if (response.body === null) return new Uint8Array(PADDING);
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the stream, and with it the connection.
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > mostBytes) throw new BodyTooLargeError();
    chunks.push(chunk);
  }
  const padded = new Uint8Array(size + PADDING);
  let at = 0;
  for (const chunk of chunks) {
    padded.set(chunk, at);
    at += chunk.byteLength;
  }
  return padded;
}

/** Lets go of a body that nobody will read. */
export async function drop(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => undefined);
}
