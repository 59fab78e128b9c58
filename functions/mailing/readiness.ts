import type { AccountWithHeads } from './gather-people.ts';

const DAY = 24 * 60 * 60 * 1000;
/** Errors that mend themselves: the first reading is still on its way. */
const ON_ITS_WAY: ReadonlySet<string | undefined> = new Set([undefined, 'rate-limited']);

/** `nothing-read`: no list was ever read, and nothing is on its way that would change that by itself. */
export type Readiness = 'ready' | 'on-its-way' | 'nothing-read';

/**
 * Whether the owner can be welcomed. By itself: once every list of people has been read completely, or a day after the
 * last account was added; if nothing could be read until then, the mail is no welcome and says what helps, because whoever
 * deployed it hears of it nowhere else. By hand (`isForced`): with whatever could be read so far. Where that is nothing,
 * nobody is welcomed: whoever runs it sees what happened, and the first run that reads a list sends the welcome.
 * @param declared ids of the accounts that the digest is about
 * @param now calendar, epoch ms
 */
export function readinessOf(
  declared: readonly string[],
  accounts: readonly AccountWithHeads[],
  options: { readonly now: number; readonly isForced: boolean },
): Readiness {
  const found = new Map(accounts.map((entry) => [entry.account.accountId, entry]));
  const waits = declared.map((id) => waitOf(found.get(id)));
  const isRead = hasBaseline(accounts);
  if (options.isForced) {
    if (isRead) return 'ready';
    return waits.includes('on-its-way') ? 'on-its-way' : 'nothing-read';
  }
  if (isRead && waits.every((wait) => wait === 'ready')) return 'ready';
  const added = accounts.map(({ account }) => account.addedAt);
  return added.length > 0 && options.now - Math.max(...added) >= DAY ? 'ready' : 'on-its-way';
}

/** Whether there is anybody to welcome the owner with. */
export function hasBaseline(accounts: readonly AccountWithHeads[]): boolean {
  return accounts.some(({ heads }) => heads.some((head) => head.kind !== 'following' && head.baselineAt !== undefined));
}

function waitOf(entry: AccountWithHeads | undefined): 'ready' | 'on-its-way' | 'failed' {
  if (entry === undefined) return 'on-its-way';
  const { account, heads } = entry;
  const unread = heads.filter(
    ({ kind, status, baselineAt }) =>
      (kind === 'followers' || kind === 'members') && status === 'active' && baselineAt === undefined,
  );
  // Nobody is asked for it: its lists come when they are brought.
  if (account.network === 'list' || (account.reading !== undefined && account.reading !== 'api')) return 'ready';
  const isUnknown = account.resolvedAt === undefined;
  if (!isUnknown && unread.length === 0) return 'ready';
  const codes = [...(isUnknown ? [account.lastError?.code] : []), ...unread.map(({ lastError }) => lastError?.code)];
  return codes.some((code) => ON_ITS_WAY.has(code)) ? 'on-its-way' : 'failed';
}
