import type { AccountWithHeads } from './gather-people.ts';

const DAY = 24 * 60 * 60 * 1000;
/** Errors that mend themselves: the first reading is still on its way. */
const ON_ITS_WAY: ReadonlySet<string | undefined> = new Set([undefined, 'rate-limited']);

/**
 * Whether the owner can be welcomed. By itself: once every list of people has been read completely, or a day after the
 * last account was added. By hand (`isForced`): whatever could be read so far, unless that is nothing and a first
 * reading is still on its way; an account that failed is told in the mail and keeps nobody waiting.
 * @param declared ids of the accounts that the digest is about
 * @param now calendar, epoch ms
 */
export function isReadyToWelcome(
  declared: readonly string[],
  accounts: readonly AccountWithHeads[],
  options: { readonly now: number; readonly isForced: boolean },
): boolean {
  const found = new Map(accounts.map((entry) => [entry.account.accountId, entry]));
  const waits = declared.map((id) => (found.has(id) ? waitOf(found.get(id)) : 'on-its-way'));
  if (waits.every((wait) => wait === 'ready')) return true;
  if (options.isForced) return hasBaseline(accounts) || !waits.includes('on-its-way');
  const added = accounts.map(({ account }) => account.addedAt);
  return added.length > 0 && options.now - Math.max(...added) >= DAY;
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
  if (account.reading !== undefined && account.reading !== 'api') return 'ready';
  const isUnknown = account.network !== 'list' && account.resolvedAt === undefined;
  if (!isUnknown && unread.length === 0) return 'ready';
  const codes = [...(isUnknown ? [account.lastError?.code] : []), ...unread.map(({ lastError }) => lastError?.code)];
  return codes.some((code) => ON_ITS_WAY.has(code)) ? 'on-its-way' : 'failed';
}
