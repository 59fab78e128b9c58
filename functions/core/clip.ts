import { Buffer } from 'node:buffer';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Invisible marks and the overrides that turn the direction of text: no name needs them, and they survive copying. */
const INVISIBLE = /[\u00ad\u061c\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;
const BREAKS = /[\p{Cc}\s]+/gu;

/**
 * One line of plain text out of whatever a stranger wrote: well-formed, without control characters and direction
 * overrides, white space folded. Joiners inside words and emoji stay.
 */
function plainLine(text: string): string {
  return text.toWellFormed().replace(INVISIBLE, '').replace(BREAKS, ' ').trim();
}

/**
 * Cuts a line after at most `most` user-perceived characters and `most * 4` bytes of UTF-8, whichever comes first, and
 * ends it with an ellipsis. One "character" with a thousand combining marks can't get past the bytes.
 */
export function clip(text: string, most: number): string {
  // Segmenting 10 MB is slow, and no sensible text of `most` characters is longer than this window.
  const window = most * 40;
  const line = plainLine(text.slice(0, window));
  if (line.length <= most && text.length <= window && isAscii(line)) return line;
  let kept = '';
  let count = 0;
  let bytes = 0;
  for (const { segment } of graphemes.segment(line)) {
    bytes += Buffer.byteLength(segment);
    count += 1;
    if (count > most || bytes > most * 4) return `${kept.trimEnd()}…`;
    kept += segment;
  }
  return text.length > window ? `${kept.trimEnd()}…` : kept;
}

function isAscii(line: string): boolean {
  return /^[\u0020-\u007e]*$/.test(line);
}
