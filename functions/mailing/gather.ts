import type { DigestAudienceInput, DigestInput, DigestOwner } from '../core/digest-input.ts';
import type { DigestContent } from '../core/digest-model.ts';
import type { DigestConfig, OwnerConfig } from '../runtime/config-schema.ts';
import { listAccounts } from '../storage/accounts.ts';
import { listAudienceRefs } from '../storage/audiences.ts';
import { isCountOnly } from '../storage/count-only.ts';
import type { Db } from '../storage/db.ts';
import type { Versions } from '../storage/digests.ts';
import { readHeads } from '../storage/heads.ts';
import type { Head } from '../storage/items.ts';
import type { Suppression } from '../storage/suppressions.ts';
import { isWatched } from '../storage/watched.ts';
import { exportsDue } from './exports-due.ts';
import { gatherChanges } from './gather-changes.ts';
import { gatherNumbers } from './gather-numbers.ts';
import { standingOf } from './gather-outreach.ts';
import { type AccountWithHeads, type GatheredPeople, gatherBlocks, gatherPeople } from './gather-people.ts';
import { gatherTrend } from './gather-trend.ts';
import { readStanding } from './read-standing.ts';
import { damageTrouble, readingTroubles, suppressionTrouble } from './troubles.ts';

/** What a digest is to be about. */
export interface DigestQuestion {
  readonly owner: OwnerConfig;
  readonly digest: DigestConfig;
  readonly kind: 'welcome' | 'weekly';
  readonly period: string;
  /** Calendar, epoch ms. */
  readonly now: number;
  /** The last edition's end and versions, and the numbers of its count-only lists by id; absent before the first. */
  readonly last?: {
    readonly to: number;
    readonly versions: Versions;
    readonly counts?: Readonly<Record<string, number>>;
    readonly audiences?: DigestContent['audiences'];
    readonly course?: DigestContent['course'];
  };
  /** Recipients who get no more mail, by address. */
  readonly suppressed: ReadonlyMap<string, Suppression>;
}

export interface GatheredDigest {
  readonly input: DigestInput;
  readonly versions: Versions;
  readonly passedOver: GatheredPeople['passedOver'];
}

/** An owner's accounts with the heads of their lists; each list once, though a renamed handle left two names. */
export async function readAccounts(db: Db, owner: string): Promise<AccountWithHeads[]> {
  const [accounts, refs] = await Promise.all([listAccounts(db, owner), listAudienceRefs(db, owner)]);
  const found = await readHeads(db, [...new Set(refs.map(({ key }) => key))]);
  const heads = found.filter((head): head is Head => head !== undefined && head.owner === owner);
  return accounts.map((account) => ({
    account,
    heads: heads.filter(({ accountId }) => accountId === account.accountId),
  }));
}

/**
 * The accounts that a digest is about, by id: those it names, else all of the owner's, with the lists that were
 * imported though the configuration has never heard of them.
 */
export function declaredAccounts(
  owner: OwnerConfig,
  digest: DigestConfig,
  everything: readonly AccountWithHeads[],
): readonly string[] {
  if (digest.accounts !== undefined) return digest.accounts;
  const imported = everything.filter(
    ({ account, heads }) =>
      (account.network === 'list' || account.isImported === true) &&
      account.status === 'active' &&
      // An import that has not come to its end keeps no welcome waiting.
      heads.some(({ baselineAt }) => baselineAt !== undefined),
  );
  return [...new Set([...owner.accounts.map(({ id }) => id), ...imported.map(({ account }) => account.accountId)])];
}

/** Gathers what a digest is built from: the storage's one side of it. */
export async function gatherDigest(
  db: Db,
  everything: readonly AccountWithHeads[],
  question: DigestQuestion,
): Promise<GatheredDigest> {
  const { owner, digest, now, last } = question;
  const declared = new Set(declaredAccounts(owner, digest, everything));
  const accounts = everything.filter(({ account }) => declared.has(account.accountId));
  const others = everything.filter(({ account }) => !declared.has(account.accountId));
  const heads = accounts.flatMap((entry) => entry.heads);
  const { changes, versions, isCut } = await gatherChanges(db, heads, last?.versions ?? {}, last?.to);
  const standing = await readStanding(db, owner.id, changes, now);
  const gathered = await gatherPeople(db, accounts, {
    ...{ home: owner.home, now, watch: new Set(standing.outreach.keys()) },
  });
  const elsewhere = await gatherBlocks(db, others);
  const blocked = new Set([...gathered.blocked, ...elsewhere.blocked]);
  const from = last?.to ?? Math.min(now, ...heads.flatMap(({ baselineAt }) => baselineAt ?? []));
  const [people, leavers] = [[...gathered.people], [...gathered.leavers]];
  const around = { people, leavers, blocked, watched: gathered.watched };
  const shown = heads.filter((head): head is ListHead => isShown(head, last?.versions ?? {}));
  const numbers = await gatherNumbers(db, shown, { from: last?.to, to: now });
  const held = shown.filter(({ kind }) => kind !== 'following');
  const input: DigestInput = {
    owner: digestOwner(owner),
    digestId: digest.id,
    kind: question.kind,
    period: question.period,
    from,
    to: now,
    builtAt: now,
    most: digest.suggestions,
    audiences: shown.map((head) => ({
      ...digestAudience(head, last?.counts ?? {}),
      ...numbers.get(head.key),
    })),
    ...(last?.audiences === undefined ? {} : { audiencesBefore: last.audiences }),
    changes,
    ...{ people, leavers },
    ...standingOf(around, standing, { from, to: now }),
    ...(last?.course === undefined ? {} : { course: last.course }),
    exports: exportsDue(accounts, owner, now),
    trendLists: await gatherTrend(db, shown, now),
    troubles: [
      ...readingTroubles(accounts, now),
      ...[...gathered.damaged, ...elsewhere.damaged].map(damageTrouble),
      ...(isCut ? [tooMuch(digest)] : []),
      ...[...question.suppressed].map(([email, suppression]) => suppressionTrouble(digest.id, email, suppression)),
    ],
    heldBack: {
      missing: held.reduce((sum, { counts }) => sum + counts.missing, 0),
      held: held.reduce((sum, { counts }) => sum + counts.held, 0),
    },
  };
  return { input, versions, passedOver: gathered.passedOver };
}

type ListHead = Head & { readonly kind: DigestAudienceInput['kind'] };

/** Lists that are read, and closed posts whose last news has not been told yet. */
function isShown(head: Head, told: Versions): head is ListHead {
  if (head.kind === 'account' || head.status === 'stopped') return false;
  return head.status !== 'closed' || head.projectedVersion > (told[head.key] ?? 0);
}

function digestAudience(head: ListHead, countsBefore: Readonly<Record<string, number>>): DigestAudienceInput {
  const { kind, audienceId, accountId, network, title, counts, baselineAt, pulledAt, networkCount } = head;
  const isNumber = isCountOnly(head);
  const isClosed = !isWatched(head);
  const countBefore = countsBefore[audienceId];
  return {
    ...{ kind, audienceId, accountId, network, isCountOnly: isNumber },
    counts: isNumber ? { present: networkCount ?? 0, missing: 0, held: 0, hidden: 0 } : counts,
    ...(isNumber && countBefore !== undefined ? { countBefore } : {}),
    ...(title === undefined ? {} : { title }),
    ...(isClosed ? { isClosed } : {}),
    ...(baselineAt === undefined ? {} : { baselineAt }),
    ...(pulledAt === undefined ? {} : { pulledAt }),
  };
}

/** An owner as the rules see one. */
export function digestOwner(owner: OwnerConfig): DigestOwner {
  const { id, name, home, timeZone, languages, interests, organisations, projects, offers } = owner;
  return {
    ...{ id, name, timeZone, languages, interests, organisations, projects, offers },
    ...(home === undefined ? {} : { home }),
  };
}

function tooMuch(digest: DigestConfig) {
  return {
    accountId: digest.id,
    what: 'More changed than one mail can count',
    remedy: 'The history API has every change.',
  };
}
