import { AUDIENCE_KINDS, type AudienceKind } from '../../functions/core/model.ts';
import type { AccountReport, AudienceReport, PullReport } from '../../functions/pulling/deps.ts';
import type { SendReport } from '../../functions/send-digest.ts';
import type { StoredChange } from '../../functions/storage/items.ts';
import type { LikesStanding, ListStanding } from './lists.ts';
import { withNextStart } from './next-start.ts';
import { changeLines } from './summary-changes.ts';
import { acceptHint, people, timeInWords, timeWithZone } from './words.ts';

/** What one run came to. */
export interface RunOutcome {
  /** Calendar, epoch ms. */
  readonly at: number;
  readonly timeZone: string;
  /** In the order of the configuration. */
  readonly owners: readonly { readonly id: string; readonly name: string; readonly accounts: readonly string[] }[];
  readonly pull: PullReport;
  readonly lists: readonly ListStanding[];
  readonly likes: readonly LikesStanding[];
  /** What was told by this run. */
  readonly changes: readonly StoredChange[];
  readonly digests: SendReport['digests'];
  /** Mails of this run: their files, oldest first. */
  readonly mails: readonly { readonly path: string; readonly subject: string }[];
}

/** Whether a digest could not be made or sent, or an account, or one of its lists, not be read. */
export function hasFailed({ pull, digests }: Pick<RunOutcome, 'pull' | 'digests'>): boolean {
  const isUnread = ({ outcome }: AccountReport | AudienceReport): boolean =>
    outcome === 'failed' || outcome === 'waiting' || outcome === 'refused';
  return hasFailedDigest(digests) || pull.accounts.some(isUnread) || pull.audiences.some(isUnread);
}

/** Whether a digest could not be made or sent. */
export function hasFailedDigest(digests: RunOutcome['digests']): boolean {
  return digests.some(({ outcome }) => outcome === 'failed');
}

/**
 * A run as text for the person who started it.
 * @param again the command that repeats it
 */
export function summaryText(outcome: RunOutcome, again = 'npm start'): string {
  const lines = [timeWithZone(outcome.at, outcome.timeZone)];
  for (const owner of outcome.owners) {
    if (outcome.owners.length > 1) lines.push('', `== ${owner.name} ==`);
    for (const account of accountsOf(outcome, owner)) lines.push('', ...accountLines(outcome, owner.id, account));
  }
  lines.push('', ...heldBackLines(outcome.pull), ...unreachedLines(outcome.pull, again), ...mailLines(outcome));
  return lines.join('\n');
}

/** As configured; an imported list of another name comes last. */
function accountsOf({ pull, lists }: RunOutcome, owner: RunOutcome['owners'][number]): string[] {
  const ids = [...pull.accounts, ...pull.audiences, ...lists]
    .filter((entry) => entry.owner === owner.id)
    .map(({ accountId }) => accountId);
  return [...new Set([...owner.accounts.filter((id) => ids.includes(id)), ...ids])];
}

function accountLines(outcome: RunOutcome, owner: string, accountId: string): string[] {
  const isOurs = (entry: { owner: string; accountId: string }) =>
    entry.owner === owner && entry.accountId === accountId;
  const account = outcome.pull.accounts.find(isOurs);
  const audiences = outcome.pull.audiences.filter(isOurs);
  const list = outcome.lists.find(isOurs);
  const rows = [
    ...(list?.takenAt === undefined ? [] : [listRow(list, list.takenAt, outcome.timeZone)]),
    ...AUDIENCE_KINDS.filter((kind) => kind !== 'likes').flatMap((kind) =>
      audiences.filter((audience) => audience.kind === kind).map((audience) => audienceRow(audience, outcome.timeZone)),
    ),
    ...likesRow(audiences, outcome.likes.find(isOurs), outcome.timeZone),
  ];
  const width = Math.max(0, ...rows.map(({ label }) => label.length));
  return [
    accountId,
    ...(account === undefined || account.outcome === 'ok' ? [] : [`  ! ${troubleText(account, outcome.timeZone)}`]),
    ...[account?.note, account?.cost].flatMap((text) => (text === undefined ? [] : [`  ${text}`])),
    ...rows.map(({ label, count, news }) => `  ${label.padEnd(width)}  ${count.padStart(9)}  ${news}`.trimEnd()),
    ...(list !== undefined && list.takenAt === undefined ? [importHint(accountId)] : []),
    ...audiences.flatMap((audience) => troubleLines(audience, outcome.timeZone)),
    ...changeLines(outcome.changes.filter((change) => change.owner === owner && accountIdOf(change) === accountId)),
  ];
}

interface Row {
  readonly label: string;
  readonly count: string;
  readonly news: string;
}

function audienceRow(audience: AudienceReport, timeZone: string): Row {
  const label =
    audience.kind === 'stars' && audience.title !== undefined ? `stars of ${audience.title}` : audience.kind;
  return { label, count: audience.count.toLocaleString('en'), news: newsOf([audience], timeZone) };
}

function listRow({ count }: ListStanding, takenAt: number, timeZone: string): Row {
  const news = `imported, as it was on ${timeInWords(takenAt, timeZone)}`;
  return { label: 'members', count: count.toLocaleString('en'), news };
}

function importHint(accountId: string): string {
  return `  nothing was imported yet: npm run rekindle -- import FILE --as ${accountId}`;
}

/** Posts come and go; their likes are one line, of those that are watched when the run ends. */
function likesRow(audiences: readonly AudienceReport[], standing: LikesStanding | undefined, timeZone: string): Row[] {
  const read = audiences.filter(({ kind }) => kind === 'likes');
  if (read.length === 0) return [];
  const { count, posts } = standing ?? { count: 0, posts: 0 };
  const label = `likes on ${posts.toLocaleString('en')} ${posts === 1 ? 'post' : 'posts'}`;
  return [{ label, count: count.toLocaleString('en'), news: newsOf(read, timeZone) }];
}

function newsOf(audiences: readonly AudienceReport[], timeZone: string): string {
  if (audiences.every(({ isCountOnly }) => isCountOnly === true)) return numberNews(audiences);
  if (audiences.every(({ outcome }) => outcome === 'baseline')) {
    const from = audiences[0]?.baselineAt;
    if (!isTold(audiences[0]?.kind) || from === undefined) return 'baseline taken';
    return `baseline taken, losses can be seen from ${timeInWords(from, timeZone)}`;
  }
  const sum = (field: 'gained' | 'lost' | 'returned' | 'edited'): number =>
    audiences.reduce((total, audience) => total + audience[field], 0);
  const parts = [
    [sum('lost'), 'left'],
    [sum('gained'), 'new'],
    [sum('returned'), 'came back'],
    [sum('edited'), 'changed'],
  ].flatMap(([count, word]) => (count === 0 ? [] : [`${count?.toLocaleString('en')} ${word}`]));
  if (parts.length > 0) return parts.join(', ');
  return audiences.some(({ outcome }) => outcome === 'unchanged' || outcome === 'committed') ? 'no news' : '';
}

/** What a number did since it was read before. Nobody is named by a number. */
function numberNews(audiences: readonly AudienceReport[]): string {
  if (audiences.every(({ outcome }) => outcome === 'baseline')) return 'numbers only, first reading';
  const sum = (field: 'net' | 'gainedCount' | 'lostCount'): number | undefined => {
    const known = audiences.flatMap((audience) => audience[field] ?? []);
    return known.length === 0 ? undefined : known.reduce((total, one) => total + one, 0);
  };
  const [net, gained, lost] = [sum('net'), sum('gainedCount'), sum('lostCount')];
  const parts = [
    net === undefined ? '' : `${net > 0 ? '+' : ''}${net.toLocaleString('en')} net`,
    gained === undefined ? '' : `${gained.toLocaleString('en')} gained`,
    lost === undefined ? '' : `${lost.toLocaleString('en')} lost`,
  ].filter((part) => part !== '');
  return ['numbers only', ...parts].join(', ');
}

/** Whom the owner follows is never told as loss. */
const isTold = (kind: AudienceKind | undefined): boolean => kind !== 'following';

function troubleLines(audience: AudienceReport, timeZone: string): string[] {
  if (audience.message === undefined) return [];
  const label = audience.title === undefined ? audience.kind : `${audience.kind} of "${audience.title}"`;
  return [
    `  ! ${label}: ${troubleText(audience, timeZone)}`,
    ...(audience.outcome === 'refused' ? [`    ${acceptHint(audience.audienceId)}`] : []),
  ];
}

function troubleText({ outcome, message, retryAt }: AccountReport | AudienceReport, timeZone: string): string {
  const what =
    outcome === 'refused' ? 'not compared' : outcome === 'waiting' ? 'not read to its end' : 'could not be read';
  const isRead = outcome === 'committed' || outcome === 'unchanged' || outcome === 'baseline';
  const until =
    retryAt === undefined
      ? ''
      : ` Waits until ${timeInWords(retryAt, timeZone)}; running again after that goes on from there.`;
  return `${isRead ? '' : `${what}. `}${withNextStart(message ?? '')}${until}`.trim();
}

function heldBackLines(pull: PullReport): string[] {
  const told = pull.audiences.filter(({ kind }) => isTold(kind));
  const sum = (field: 'missing' | 'held' | 'hidden') => told.reduce((total, audience) => total + audience[field], 0);
  const [missing, held] = [sum('missing'), sum('held')];
  return [
    ...(missing === 0 ? [] : [`Held back: ${people(missing)} missing from a list, told only if the next one agrees.`]),
    ...(held === 0
      ? []
      : [
          `Held back: ${people(held)} who vanished at once, which is more likely a fault; told if the next pull agrees.`,
        ]),
  ];
}

/** Nothing asks again once a run has ended. */
function unreachedLines({ accounts, audiences }: PullReport, again: string): string[] {
  const isUnreached = [...accounts, ...audiences].some(
    ({ outcome, code }) => outcome === 'failed' && code === 'unavailable',
  );
  return isUnreached
    ? [`Not everything was reached. Check your internet connection, then run this again: ${again}`]
    : [];
}

const DIGEST_WORDS: Readonly<Record<string, string>> = {
  'already-sent': 'was already sent',
  'not-due': 'is not due',
  'waiting-for-baseline': 'waits for the first complete lists, and goes out with the first run that has them',
  doubtful: 'may have been sent; it is looked at again',
  suppressed: 'is not sent: the recipient has unsubscribed or the address bounces',
  failed: 'could not be sent',
};

/** Of a run in which no list was read, and none ever was before. */
const NOTHING_READ =
  'No list has been read yet, so there is nobody to tell about. Do what is said above, and run this again: the first run that reads a list sends the welcome.';

function mailLines(outcome: RunOutcome): string[] {
  const unsent = outcome.digests.filter((digest) => digest.outcome !== 'sent');
  const said = new Set(
    unsent.map(({ owner, digestId, period, outcome: result, message, nextAt }) => {
      const whose = outcome.owners.length > 1 ? `${owner}'s ` : '';
      if (result === 'nothing-read') return `Mail: no ${whose}${digestId} digest. ${NOTHING_READ}`;
      if ((result === 'already-sent' || result === 'not-due') && nextAt !== undefined) {
        const next = `the next one is due on ${timeInWords(nextAt, outcome.timeZone)}, with the first run from then on`;
        return `Mail: ${whose}${digestId} digest of ${period} ${DIGEST_WORDS[result]}; ${next}.`;
      }
      return `Mail: ${whose}${digestId} digest of ${period} ${DIGEST_WORDS[result] ?? result}${message === undefined ? '.' : `: ${message}`}`;
    }),
  );
  return [...outcome.mails.map(({ path, subject }) => `Mail: ${path}  "${subject}"`), ...said];
}

function accountIdOf(change: StoredChange): string {
  // `bluesky:alice.example:followers` belongs to `bluesky:alice.example`; the kind is known, so nothing is guessed.
  const end = change.audienceId.indexOf(`:${change.audienceKind}`, change.audienceId.indexOf(':') + 1);
  return end < 0 ? change.audienceId : change.audienceId.slice(0, end);
}
