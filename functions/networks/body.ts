import { Buffer } from 'node:buffer';

/** The answer is larger than anything the network documents. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/**
 * Reads a body as text, stopping as soon as it is too large (counted after decompression).
 * @throws BodyTooLargeError; whatever the stream throws when it is cut or timed out
 */
export async function readBody(response: Response, mostBytes: number): Promise<string> {
  if (Number(response.headers.get('content-length') ?? 0) > mostBytes) {
    await drop(response);
    throw new BodyTooLargeError();
  }
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the stream, and with it the connection.
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > mostBytes) throw new BodyTooLargeError();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Lets go of a body that nobody will read. */
export async function drop(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => undefined);
}
