import type { DigestTrouble } from '../core/digest-model.ts';
import { REMEDIES } from '../core/remedies.ts';
import type { AccountItem, Head, LastError } from '../storage/items.ts';
import type { Suppression, SuppressionReason } from '../storage/suppressions.ts';
import type { AccountWithHeads } from './gather-people.ts';
import { credentialRemedy, endingSignIn } from './sign-in-troubles.ts';

const DAY = 24 * 60 * 60 * 1000;
/** A list that should have been read and was not for this long is told, even if nothing says why. */
const STALE = 3 * DAY;

const KIND_NAMES: Readonly<Record<Head['kind'], string>> = {
  followers: 'followers',
  following: 'the list of whom you follow',
  friends: 'friends',
  connections: 'connections',
  'page-likes': 'likes of the Page',
  likes: 'likes of posts',
  stars: 'stars',
  members: 'the list',
  account: 'the account',
};

const SUPPRESSION_WORDS: Readonly<Record<SuppressionReason, { readonly what: string; readonly remedy: string }>> = {
  bounced: {
    what: 'the mail came back for good',
    remedy: 'Correct the address in the configuration, or remove it.',
  },
  complained: { what: 'it was reported as unwanted', remedy: 'Remove the address from the configuration.' },
  unsubscribed: {
    what: 'they unsubscribed',
    remedy:
      'Remove the address from the configuration. If they want the mails again: “npm run rekindle -- resubscribe” and the address.',
  },
};

/**
 * What could not be read, and what to do about it: one line per account and cause, however many posts it hits.
 * @param now calendar, epoch ms
 */
export function readingTroubles(accounts: readonly AccountWithHeads[], now: number): DigestTrouble[] {
  return accounts.flatMap(({ account, heads }) => {
    const found = new Map<string, DigestTrouble>();
    const ending = endingSignIn(account, now);
    if (ending !== undefined) found.set('sign-in', ending);
    if (account.lastError !== undefined) found.set(account.lastError.code, accountTrouble(account, account.lastError));
    for (const head of heads) {
      const trouble = headTrouble(head, now);
      if (trouble !== undefined && !found.has(trouble.code) && !found.has(`${head.kind} ${trouble.code}`)) {
        found.set(`${head.kind} ${trouble.code}`, trouble.line);
      }
    }
    return [...found.values()];
  });
}

/** That what is stored of a list cannot be put together. */
export function damageTrouble({ accountId, audienceId, kind }: Head): DigestTrouble {
  return {
    ...{ accountId, audienceId },
    what: `${KIND_NAMES[kind]} of ${accountId}: what is stored of it is damaged`,
    remedy: 'Restore the table from a backup, or start anew with this account.',
  };
}

/** That a recipient gets no more mail. The address is shortened: the others need to know who, not to have it. */
export function suppressionTrouble(digestId: string, email: string, suppression: Suppression): DigestTrouble {
  const words = SUPPRESSION_WORDS[suppression.reason];
  return { accountId: digestId, what: `${masked(email)} gets no more mails: ${words.what}`, remedy: words.remedy };
}

function accountTrouble(account: AccountItem, error: LastError): DigestTrouble {
  return {
    accountId: account.accountId,
    what: `${account.accountId} could not be read: ${error.message}`,
    remedy: remedyOf(error.code, account.accountId),
  };
}

function headTrouble(head: Head, now: number): { code: string; line: DigestTrouble } | undefined {
  if (head.status !== 'active' && head.status !== 'parked') return undefined;
  const name = `${KIND_NAMES[head.kind]} of ${head.accountId}`;
  const line = (what: string, remedy: string) => ({
    accountId: head.accountId,
    ...{ audienceId: head.audienceId, what, remedy },
  });
  const isFresh = head.pulledAt !== undefined && now - head.pulledAt <= Math.max(STALE, 2 * head.every);
  const error = head.lastError;
  if (error !== undefined) {
    // Waiting for a limit is how large lists are read; it is told only once the list has become old.
    if (error.code === 'rate-limited' && isFresh) return undefined;
    if (error.code === 'refused') {
      return {
        code: 'refused',
        line: line(`${name}: the last reading is not believed. ${error.message}`, acceptRemedy(head)),
      };
    }
    return {
      code: error.code,
      line: line(`${name} could not be read: ${error.message}`, remedyOf(error.code, head.accountId)),
    };
  }
  // What is never due is brought by its owner.
  if (isFresh || head.network === 'list' || head.dueAt === undefined) return undefined;
  if (head.pulledAt === undefined) {
    return {
      code: 'unread',
      line: line(`${name}: the first reading is not finished`, 'Nothing to do: it goes on by itself.'),
    };
  }
  const since = new Date(head.pulledAt).toISOString().slice(0, 10);
  return {
    code: 'stale',
    line: line(
      `${name}: last read completely on ${since}`,
      'See whether Rekindle has been running; it reads on by itself.',
    ),
  };
}

/** A refusal mends itself if it was a fault; if the list is right, only its owner can say so. */
function acceptRemedy({ audienceId }: Head): string {
  return (
    `“npm run rekindle -- accept ${audienceId}” takes the list as a new baseline, if it is right as it is. ` +
    'Otherwise nothing to do: nobody was counted as lost, and it is read again by itself.'
  );
}

function remedyOf(code: string, accountId: string): string {
  if (code === 'credentials-rejected') return credentialRemedy(accountId);
  return REMEDIES[code] ?? 'It is tried again by itself. If it stays, the logs say more.';
}

function masked(email: string): string {
  const at = email.lastIndexOf('@');
  return `${email.slice(0, 1)}…${email.slice(at)}`;
}
