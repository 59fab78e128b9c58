import type { IncomingMessage } from 'node:http';

/**
 * Reads a request's whole body.
 * @param most bytes; of a larger body nothing is kept
 * @returns undefined if it is larger
 */
export async function readBody(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = Number(request.headers['content-length'] ?? 0) > most ? Number.POSITIVE_INFINITY : 0;
  if (size <= most) {
    // Not destroyed when left early: the answer that says "too large" goes over the same connection.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      if (size > most) break;
      chunks.push(chunk);
    }
  }
  if (size <= most) return Buffer.concat(chunks);
  request.resume();
  return undefined;
}
