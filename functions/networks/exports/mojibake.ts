import { Buffer, isUtf8 } from 'node:buffer';

/**
 * Undoes what Meta's exports do to text: they write each byte of its UTF-8 as a character of its own (`JÃ¼rgen` for
 * `Jürgen`). Text that is not of that kind comes back as it is.
 */
export function repaired(text: string): string {
  let isPlain = true;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 0xff) return text;
    if (code > 0x7f) isPlain = false;
  }
  if (isPlain) return text;
  const bytes = Buffer.from(text, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : text;
}
