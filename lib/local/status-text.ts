import type { StrayHistory } from '../../functions/archiving/owners-there.ts';
import { exportAge } from '../../functions/core/export-age.ts';
import { placedHints } from '../../functions/core/placed-hints.ts';
import { withNextStart } from './next-start.ts';
import { shellWords } from './shell-words.ts';
import type { Status } from './status.ts';
import { acceptHint, people, timeInWords, timeWithZone } from './words.ts';

/** Where it was asked, and how that is typed. */
export interface Asked {
  /** Options that lead a command there: `--data mine`, `--stage prod`; empty for the default folder. */
  readonly place: string;
  /** The configuration that was named. */
  readonly config?: string | undefined;
  /** The command that would read on, where nothing runs that does by itself. */
  readonly start?: string | undefined;
}

const NOWHERE: Asked = { place: '' };

/**
 * How things stand, as text.
 * @param machineZone said in where the owners live in several zones
 */
export function statusText(status: Status, machineZone: string, asked = NOWHERE): string {
  const { place, config, start } = asked;
  if (status.stray !== undefined) return strayText(status.stray, asked);
  const given = placed(place, config);
  if (status.accounts.length === 0) return nothingText(asked);
  const timeZone = status.timeZone ?? machineZone;
  const owners = new Set(status.accounts.map(({ owner }) => owner));
  const said = (trouble: string): string => (start === undefined ? trouble : withNextStart(trouble));
  const lines: string[] = [`It is ${timeWithZone(status.at, timeZone)}.`];
  for (const account of status.accounts) {
    const whose = owners.size > 1 ? ` (${account.owner})` : '';
    if (account.state === 'stopped') {
      lines.push(`${account.accountId}${whose}: stopped`, ...stoppedLines(account, timeZone, status.at));
      continue;
    }
    lines.push(`${account.accountId}${whose}`);
    if (account.trouble !== undefined) lines.push(`  ! ${said(account.trouble)}`);
    lines.push(...(account.notes ?? []).map((note) => `  ${note}`));
    const audiences = account.audiences.map(({ trouble, ...audience }) =>
      trouble === undefined ? audience : { ...audience, trouble: said(trouble) },
    );
    for (const audience of audiences.filter(({ kind }) => kind !== 'likes'))
      lines.push(...audienceLines(audience, timeZone, status.at));
    lines.push(...likesLines(audiences));
  }
  for (const { credentialId, until } of status.waits) {
    lines.push(`The rate limit of ${credentialId} is used up until ${timeInWords(until, timeZone)}.`);
  }
  const text = placedHints(lines.join('\n'), given);
  return start === undefined ? text : `${text}\nNothing runs on this folder now. To read on: ${start}`;
}

/** Nothing is asked for a stopped account any more, so what went wrong last is over. */
function stoppedLines({ audiences }: Status['accounts'][number], timeZone: string, now: number): string[] {
  const lists = audiences.filter(({ kind }) => kind !== 'likes');
  return [
    '  It is no longer in the configuration, nor on the command line, so nothing is asked for it. What was read is kept;',
    '  to take it up again, put it there again.',
    ...lists.map(({ kind, title, count, pulledAt, exportAt }) => {
      const label = title === undefined ? kind : `${kind} of ${title}`;
      return `  ${label}: ${people(count)}, ${readText({ pulledAt, exportAt }, timeZone, now)}`;
    }),
  ];
}

/** History of owners whom the configuration does not have: after a restore, or with another configuration. */
export function strayText({ owners, configured }: StrayHistory, { place, config }: Asked): string {
  const quoted = (ids: readonly string[]) =>
    ids
      .slice(0, 5)
      .map((id) => `"${id}"`)
      .join(', ');
  const [first = ''] = owners;
  return [
    `There is history of ${quoted(owners)} here, and this was asked for ${quoted(configured)}, of whom there is none.`,
    config === undefined
      ? `History belongs to an owner's id: name a configuration with an owner whose id is "${first}".`
      : `History belongs to an owner's id: write "${first}" as the id of the owner in ${config}, or name the configuration that has it.`,
    `  npm run rekindle -- status${place === '' ? '' : ` ${place}`} --config ${config === undefined ? 'FILE' : 'OTHER_FILE'}`,
  ].join('\n');
}

const placed = (place: string, config: string | undefined): string =>
  [...(place === '' ? [] : [place]), ...(config === undefined ? [] : [shellWords('--config', config)])].join(' ');

function nothingText({ place, config }: Asked): string {
  if (place.includes('--stage '))
    return 'Nothing has been read yet. The first tick comes within five minutes of a deployment.';
  const what = config === undefined ? 'bluesky:YOUR.HANDLE' : shellWords('--config', config);
  return `Nothing has been read yet. To begin: npm start -- ${what}${place === '' ? '' : ` ${place}`}`;
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

function readText(
  { pulledAt, exportAt }: Pick<AudienceStatus, 'pulledAt' | 'exportAt'>,
  timeZone: string,
  now: number,
): string {
  if (exportAt !== undefined) {
    const { days } = exportAge(exportAt, now);
    return `export of ${timeInWords(exportAt, timeZone)}, ${days === 1 ? '1 day' : `${days} days`} old`;
  }
  return pulledAt === undefined ? 'not read yet' : `read ${timeInWords(pulledAt, timeZone)}`;
}

/** Posts whose refused likes are named; what repeats says nothing more. */
const MOST_HINTS = 5;

function likesLines(audiences: readonly AudienceStatus[]): string[] {
  const posts = audiences.filter(({ kind, state }) => kind === 'likes' && state !== 'closed' && state !== 'stopped');
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
