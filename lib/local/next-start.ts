/** What a sentence promises where something runs. A budget of the next month stays spent until then all the same. */
const PROMISE = /\b(is (?:asked|tried|read) again|(?:goes|reads) on) (?:later|by itself)\b(?! next month)/g;

/**
 * The same sentences where nothing runs: nothing asks again by itself there, only whoever starts it again. What a
 * failure says is kept as it was met, and it may have been met by a process that has ended since.
 */
export function withNextStart(text: string): string {
  return text.replace(PROMISE, '$1 with the next start');
}
