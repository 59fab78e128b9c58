import { ConfigError } from '../functions/runtime/config.ts';

/** What `-c KEY=VALUE` may say to this app. */
const OURS = ['stage', 'mailIdentity'];
/** Letters that a slip of the finger gets wrong; two that change places are two. */
const SLIP = 2;

/**
 * Refuses keys that are nearly ours: a mistyped `-c stgae=test` would deploy `prod`.
 * @param context all of it, the CDK's own keys too, which are nothing like ours
 * @throws ConfigError naming the key that is meant
 */
export function checkContext(context: Readonly<Record<string, unknown>>): void {
  for (const key of Object.keys(context)) {
    if (OURS.includes(key)) continue;
    const meant = OURS.find((ours) => distance(key.toLowerCase(), ours.toLowerCase()) <= SLIP);
    if (meant !== undefined) throw new ConfigError('The context', [`${key}: there is no such key, is it "${meant}"?`]);
  }
}

/** How many letters are added, left out or changed (Levenshtein). */
function distance(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > SLIP) return SLIP + 1;
  let row = Array.from({ length: other.length + 1 }, (_, n) => n);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (const [n, wanted] of [...other].entries()) {
      const [left = 0, above = 0, before = 0] = [next[n], row[n + 1], row[n]];
      next.push(Math.min(left + 1, above + 1, before + (letter === wanted ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
