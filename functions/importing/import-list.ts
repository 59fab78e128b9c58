import { Readable } from 'node:stream';
import { acceptSnapshot, ListNotTakenError } from '../pulling/accept-snapshot.ts';
import type { AudienceReport, PullDeps } from '../pulling/deps.ts';
import { accountProblem } from '../runtime/config-schema.ts';
import { readAccount } from '../storage/accounts.ts';
import { type ListFormat, parseList } from './parse-list.ts';

export interface ListImport {
  /** `list:NAME`. */
  readonly accountId: string;
  /** Whose list it is; without it, the owner who declares the list, else the first. */
  readonly owner?: string;
  readonly format: ListFormat;
  readonly source: AsyncIterable<Uint8Array>;
  /** When the list was taken, epoch ms; now without. */
  readonly takenAt?: number;
}

/** How far in the future a list may have been taken: clocks differ a little. */
const MOST_AHEAD = 5 * 60_000;

/**
 * Imports a list of people as a complete pull of the audience `list:NAME:members`.
 * @throws ListFormatError if the list cannot be read; ListNotTakenError if it is older than what is known, or nobody's.
 * In both cases nothing is changed.
 */
export async function importList(
  deps: Pick<PullDeps, 'db' | 'clock' | 'config' | 'logger' | 'aloneSince'>,
  list: ListImport,
): Promise<AudienceReport> {
  const { accountId } = list;
  const problem = accountId.startsWith('list:') ? accountProblem(accountId) : 'expected list:NAME';
  if (problem !== undefined) throw new ListNotTakenError(`"${accountId}" is no list: ${problem}.`);
  const owner = ownerOf(deps.config, list);
  const now = deps.clock.now();
  const takenAt = list.takenAt ?? now;
  if (takenAt > now + MOST_AHEAD) {
    throw new ListNotTakenError(
      `This list would be from ${new Date(takenAt).toISOString()}, which is still to come (it is ${new Date(now).toISOString()}). Check --taken-at.`,
    );
  }
  const people = parseList(list.source, list.format);
  const isNew = (await readAccount(deps.db, owner, accountId)) === undefined;
  return acceptSnapshot(deps, { owner, accountId, takenAt, people: isNew ? await readWhole(people) : people });
}

/**
 * A new list is read to its end before it becomes an account, so that one that cannot be read leaves nothing behind.
 * All of its people are new and would be kept in memory anyway.
 */
async function readWhole<T>(batches: AsyncIterable<T>): Promise<AsyncIterable<T>> {
  const kept: T[] = [];
  for await (const batch of batches) kept.push(batch);
  return Readable.from(kept);
}

function ownerOf(config: PullDeps['config'], list: ListImport): string {
  const ids = config.owners.map((owner) => owner.id);
  if (list.owner !== undefined) {
    if (ids.includes(list.owner)) return list.owner;
    throw new ListNotTakenError(`There is no owner "${list.owner}"; expected one of ${ids.slice(0, 20).join(', ')}.`);
  }
  const declaring = config.owners.filter((owner) => owner.accounts.some((account) => account.id === list.accountId));
  if (declaring.length > 1) {
    throw new ListNotTakenError(
      `Several owners have ${list.accountId}: ${declaring.map((owner) => owner.id).join(', ')}. Say whose it is with --owner ID.`,
    );
  }
  const owner = declaring[0]?.id ?? ids[0];
  if (owner === undefined) throw new ListNotTakenError('The configuration has no owner.');
  return owner;
}
