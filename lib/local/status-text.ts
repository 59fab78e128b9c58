import { exportAge } from '../../functions/core/export-age.ts';
import type { Status } from './status.ts';
import { acceptHint, people, timeInWords } from './words.ts';

/**
 * How things stand, as text.
 * @param place options that lead a command there: `--data mine`, `--stage prod`; empty for the default folder
 */
export function statusText(status: Status, timeZone: string, place = ''): string {
  if (status.stray !== undefined) return strayText(status.stray, place);
  if (status.accounts.length === 0) return nothingText(place);
  const owners = new Set(status.accounts.map(({ owner }) => owner));
  const lines: string[] = [];
  for (const account of status.accounts) {
    const whose = owners.size > 1 ? ` (${account.owner})` : '';
    lines.push(`${account.accountId}${whose}${account.state === 'active' ? '' : `: ${account.state}`}`);
    if (account.trouble !== undefined) lines.push(`  ! ${account.trouble}`);
    lines.push(...(account.notes ?? []).map((note) => `  ${note}`));
    for (const audience of account.audiences.filter(({ kind }) => kind !== 'likes'))
      lines.push(...audienceLines(audience, timeZone, status.at));
    lines.push(...likesLines(account.audiences));
  }
  for (const { credentialId, until } of status.waits) {
    lines.push(`The rate limit of ${credentialId} is used up until ${timeInWords(until, timeZone)}.`);
  }
  // Hints are the digest's and the page's too, which know no folder.
  if (place !== '' && lines.some((line) => line.includes('npm run rekindle -- ')))
    lines.push(`The commands above need ${place} too, to work here.`);
  return lines.join('\n');
}

/** History of owners whom the configuration does not have: after a restore, or with another configuration. */
function strayText({ owners, configured }: NonNullable<Status['stray']>, place: string): string {
  const quoted = (ids: readonly string[]) =>
    ids
      .slice(0, 5)
      .map((id) => `"${id}"`)
      .join(', ');
  return [
    `There is history of ${quoted(owners)} here, and this was asked for ${quoted(configured)}, of whom there is none.`,
    `History belongs to an owner's id: name a configuration with an owner whose id is ${quoted(owners.slice(0, 1))}.`,
    `  npm run rekindle -- status${place === '' ? '' : ` ${place}`}${place.includes('--config ') ? '' : ' --config FILE'}`,
  ].join('\n');
}

function nothingText(place: string): string {
  if (place.includes('--stage '))
    return 'Nothing has been read yet. The first tick comes within five minutes of a deployment.';
  return `Nothing has been read yet. To begin: npm start -- bluesky:YOUR.HANDLE${place === '' ? '' : ` ${place}`}`;
}

type AudienceStatus = Status['accounts'][number]['audiences'][number];

function audienceLines(audience: AudienceStatus, timeZone: string, now: number): string[] {
  const { kind, title, count, state } = audience;
  const label = title === undefined ? kind : `${kind} of ${title}`;
  const read = readText(audience, timeZone, now);
  const heldBack = audience.missing + audience.held;
  return [
    `  ${label}: ${people(count)}, ${read}${state === 'active' ? '' : `, ${state}`}${heldBack === 0 ? '' : `, ${heldBack} held back`}`,
    ...(audience.trouble === undefined ? [] : [`    ! ${audience.trouble}`]),
    ...(audience.canAccept === true ? [`    ${acceptHint(audience.audienceId)}`] : []),
  ];
}

function readText({ pulledAt, exportAt }: AudienceStatus, timeZone: string, now: number): string {
  if (exportAt !== undefined) {
    const { days } = exportAge(exportAt, now);
    return `export of ${timeInWords(exportAt, timeZone)}, ${days === 1 ? '1 day' : `${days} days`} old`;
  }
  return pulledAt === undefined ? 'not read yet' : `read ${timeInWords(pulledAt, timeZone)}`;
}

/** Posts whose refused likes are named; what repeats says nothing more. */
const MOST_HINTS = 5;

function likesLines(audiences: readonly AudienceStatus[]): string[] {
  const posts = audiences.filter(({ kind, state }) => kind === 'likes' && state !== 'closed');
  if (posts.length === 0) return [];
  const likes = posts.reduce((sum, { count }) => sum + count, 0);
  const troubles = new Set(posts.flatMap(({ trouble }) => (trouble === undefined ? [] : [trouble])));
  return [
    `  likes: ${likes.toLocaleString('en')} on ${posts.length} ${posts.length === 1 ? 'post' : 'posts'}`,
    ...[...troubles].map((trouble) => `    ! ${trouble}`),
    ...posts
      .filter(({ canAccept }) => canAccept)
      .slice(0, MOST_HINTS)
      .map(({ audienceId }) => `    ${acceptHint(audienceId)}`),
  ];
}
