import { exportAge } from '../../functions/core/export-age.ts';
import type { Status } from './status.ts';
import { acceptHint, people, timeInWords } from './words.ts';

/** How things stand, as text. */
export function statusText(status: Status, timeZone: string): string {
  if (status.accounts.length === 0) return 'Nothing has been read yet. Start with: npm start';
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
  return lines.join('\n');
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
