import { Buffer } from 'node:buffer';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { badRequest } from './problem.ts';

/**
 * Where the next page starts: opaque to the caller, signed, and bound to the route, filters and owners it was made for,
 * so that it can neither be forged nor carried over to another question.
 */
export interface Cursors {
  /** @param position what {@link Cursors.read} gives back; JSON */
  write(position: unknown): string;
  /** @throws Problem 400 naming `cursor` if it is not one of this question's */
  read(cursor: string): unknown;
}

/** Cuts HMAC-SHA256 to 128 bits: short addresses, and far beyond guessing. */
const MAC_BYTES = 16;

/**
 * @param signingKey the key of the links; cursors sign with a key derived from it, so that neither can pass as the other
 * @param question everything that must stay the same from page to page; JSON with a stable order of keys
 */
export function cursorsFor(signingKey: string, question: unknown): Cursors {
  const key = createHmac('sha256', signingKey).update('rekindle cursor v1').digest();
  const bound = JSON.stringify(question);
  const macOf = (position: string): Buffer =>
    createHmac('sha256', key)
      .update(JSON.stringify([bound, position]))
      .digest()
      .subarray(0, MAC_BYTES);
  return {
    write: (position) => {
      const text = JSON.stringify(position);
      return Buffer.concat([macOf(text), Buffer.from(text, 'utf8')]).toString('base64url');
    },
    read: (cursor) => {
      const bytes = Buffer.from(cursor, 'base64url');
      const text = bytes.subarray(MAC_BYTES).toString('utf8');
      const mac = bytes.subarray(0, MAC_BYTES);
      // Node's decoder skips what is not base64url: without the first test, one cursor could be written in many ways.
      const isOurs =
        bytes.toString('base64url') === cursor && mac.length === MAC_BYTES && timingSafeEqual(mac, macOf(text));
      if (!isOurs) {
        throw badRequest([
          { parameter: 'cursor', message: 'expected the `next` of the page before, with the same path and filters' },
        ]);
      }
      return JSON.parse(text);
    },
  };
}
