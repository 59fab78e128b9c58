/** The changelog's rules: what is not yet released stands under one heading at the top. */

const UNRELEASED = '## Unreleased';

/** A version as `package.json` has it: three numbers. */
export const VERSION = /^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})$/;

/** Why a release cannot be made, in words for who makes it. */
export class ReleaseError extends Error {
  override readonly name = 'ReleaseError';
}

/**
 * Puts what is unreleased under a version and a date, and an empty heading above it.
 * @param changelog the text of `CHANGELOG.md`
 * @param version three numbers with dots, higher than `before`
 * @param before the version that `package.json` has now
 * @param day `YYYY-MM-DD`
 * @throws ReleaseError if the version is none, is not higher, or if nothing is unreleased
 */
export function release(changelog: string, version: string, before: string, day: string): string {
  if (!isHigher(version, before)) {
    throw new ReleaseError(`"${version}" is no version after ${before}; expected three numbers, such as 0.2.0.`);
  }
  const start = changelog.indexOf(`${UNRELEASED}\n`);
  if (start === -1) throw new ReleaseError(`CHANGELOG.md has no heading "${UNRELEASED}".`);
  const from = start + UNRELEASED.length + 1;
  const next = changelog.indexOf('\n## ', from);
  const entries = changelog.slice(from, next === -1 ? undefined : next).trim();
  if (entries === '') throw new ReleaseError('CHANGELOG.md says nothing under "Unreleased": write what has changed.');
  const rest = next === -1 ? '' : changelog.slice(next + 1);
  return `${changelog.slice(0, from)}\n## ${version} (${day})\n\n${entries}\n${rest === '' ? '' : `\n${rest}`}`;
}

function isHigher(version: string, before: string): boolean {
  const [now, then] = [VERSION.exec(version), VERSION.exec(before)].map((match) => match?.slice(1).map(Number));
  if (now === undefined || then === undefined) return false;
  const first = now.findIndex((part, n) => part !== then[n]);
  return first !== -1 && (now[first] ?? 0) > (then[first] ?? 0);
}
