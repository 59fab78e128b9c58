/**
 * Text from a network is hostile: it is cleaned here, at the edge, before anything else sees it, and escaped once more
 * where it is shown. Too long is cut, never refused.
 */

/** Most characters (UTF-16 units) that are kept of each field. */
export const LONGEST = { handle: 320, name: 200, bio: 5_000, location: 200, organisation: 200, title: 80 } as const;

/** Nothing beyond this is even looked at. */
const MOST_READ = 100_000;

/**
 * Bidirectional embeddings, overrides and isolates can make text read as something else than it is; zero-width spaces,
 * word joiners, soft hyphens, byte order marks and annotations only hide. Left and right marks and joiners stay:
 * Hebrew, Arabic, Persian and emoji need them.
 */
const UNSAFE = /(?!\n)\p{Cc}|[\u00AD\u200B\u2028\u2029\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB]/gu;
const LINE_BREAK = /\r\n?|[\u0085\u2028\u2029]/g;

/** Words of visible ASCII with single spaces between them: nothing that the rules below would change. */
const ORDINARY = /^[!-~]+(?: [!-~]+)*$/;
const isOrdinary = (value: string, most: number): boolean => value.length <= most && ORDINARY.test(value);

/** One line of safe text, or undefined if nothing readable is left. */
export function plainText(value: string, most: number): string | undefined {
  if (isOrdinary(value, most)) return value;
  return cut(safe(value).replace(/\s+/gu, ' '), most);
}

/** Safe text that keeps its lines, at most one empty one between two. */
export function plainLines(value: string, most: number): string | undefined {
  if (isOrdinary(value, most)) return value;
  const lines = safe(value)
    .split('\n')
    .map((line) => line.replace(/\s+/gu, ' ').trim());
  return cut(lines.join('\n').replace(/\n{3,}/g, '\n\n'), most);
}

function safe(value: string): string {
  return value
    .slice(0, MOST_READ)
    .toWellFormed()
    .replace(LINE_BREAK, '\n')
    .replace(/\t/g, ' ')
    .replace(UNSAFE, '')
    .normalize('NFC');
}

/** Cuts without leaving half a character behind. */
function cut(value: string, most: number): string | undefined {
  let text = value.trim();
  if (text.length > most) {
    text = text.slice(0, most);
    if (!text.isWellFormed()) text = text.slice(0, -1);
    text = text.trimEnd();
  }
  // Marks and joiners alone are kept by the rule above, but nobody can read them.
  return /[^\s\p{Cf}\p{M}]/u.test(text) ? text : undefined;
}
