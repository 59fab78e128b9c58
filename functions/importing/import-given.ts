import { Readable } from 'node:stream';
import * as z from 'zod';
import { givenAudienceId } from '../core/export-lists.ts';
import { AUDIENCE_KINDS, type ListedPerson } from '../core/model.ts';
import { acceptSnapshot, ListNotTakenError } from '../pulling/accept-snapshot.ts';
import type { AudienceReport, PullDeps } from '../pulling/deps.ts';
import { checkGiven } from '../pulling/given-audience.ts';
import { readAudienceRef } from '../storage/audiences.ts';

/** What is said of a list beside its people. */
export const givenFactsSchema = z.object({
  /** The account it becomes a list of: `list:NAME`, `x:HANDLE`, … */
  accountId: z.string().max(300),
  kind: z.enum(AUDIENCE_KINDS),
  /** Whose list it is; without it, the owner who declares the account, else the first. */
  owner: z.string().max(100).optional(),
  /** When the list was taken, epoch ms; now without. */
  takenAt: z.int().optional(),
  /** Of which account it says to be. */
  of: z.object({ handle: z.string().max(100).optional(), stableId: z.string().max(100).optional() }).default({}),
});
export type GivenFacts = z.output<typeof givenFactsSchema>;

/** How far in the future a list may have been taken: clocks differ a little. */
const MOST_AHEAD = 5 * 60_000;

/**
 * Imports a whole list of people as a complete pull of the audience that it becomes.
 * @throws ListNotTakenError if it is older than what is known, of another account, or nobody's; whatever `people` throws.
 * In all these cases nothing is changed.
 */
export async function importGiven(
  deps: Pick<PullDeps, 'db' | 'clock' | 'config' | 'logger' | 'aloneSince' | 'secrets'>,
  facts: GivenFacts,
  people: AsyncIterable<readonly ListedPerson[]>,
): Promise<AudienceReport> {
  const { accountId, kind } = facts;
  checkGiven({ accountId, kind });
  const owner = ownerOf(deps.config, facts);
  const now = deps.clock.now();
  const takenAt = facts.takenAt ?? now;
  if (takenAt > now + MOST_AHEAD) {
    throw new ListNotTakenError(
      `This list would be from ${new Date(takenAt).toISOString()}, which is still to come (it is ${new Date(now).toISOString()}). Check --taken-at.`,
    );
  }
  const isNew = (await readAudienceRef(deps.db, owner, givenAudienceId(accountId, kind))) === undefined;
  return acceptSnapshot(deps, {
    ...{ owner, accountId, kind, takenAt, of: ownerSaid(facts) },
    people: isNew ? await readWhole(people) : people,
  });
}

function ownerSaid({ of: { handle, stableId } }: GivenFacts) {
  return { ...(handle === undefined ? {} : { handle }), ...(stableId === undefined ? {} : { stableId }) };
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

/** @throws ListNotTakenError if it cannot be told whose list it is */
function ownerOf(
  config: PullDeps['config'],
  list: { readonly accountId: string; readonly owner?: string | undefined },
): string {
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
