import { audienceId } from '../core/ids.ts';
import { type AudienceRef, listAudienceRefs, readAudienceRef } from '../storage/audiences.ts';
import { readCredentials } from '../storage/credentials.ts';
import { readHeads } from '../storage/heads.ts';
import type { Head } from '../storage/items.ts';
import { type Found, findOne } from './owners.ts';
import type { HistoryApiDeps } from './route.ts';

/** An audience as the API shows it: one list, or all posts of an account together as its likes. */
export interface ShownAudience {
  readonly id: string;
  readonly isGroup: boolean;
  /** One, or one per post. */
  readonly refs: readonly [AudienceRef, ...AudienceRef[]];
}

const GROUP = /^(?<accountId>.+):likes$/;

/**
 * @throws Problem 404 if none of the owners has it; 400 naming `owner` if several have
 */
export async function findAudience(
  deps: HistoryApiDeps,
  owners: readonly string[],
  id: string,
): Promise<Found<ShownAudience>> {
  const accountId = GROUP.exec(id)?.groups?.['accountId'];
  return findOne(owners, async (owner) => {
    if (accountId !== undefined) {
      return (await shownAudiences(deps, owner, accountId)).find((audience) => audience.id === id);
    }
    const ref = await readAudienceRef(deps.db, owner, id);
    return ref === undefined ? undefined : { id, isGroup: false, refs: [ref] };
  });
}

/** The audiences of one account, its posts as one. */
export async function shownAudiences(
  deps: HistoryApiDeps,
  owner: string,
  accountId: string,
): Promise<readonly ShownAudience[]> {
  const refs = await listAudienceRefs(deps.db, owner, accountId);
  // An account's id may be the beginning of another's.
  const own = await ofThisName(
    deps,
    refs.filter((ref) => ref.accountId === accountId),
  );
  const lists = own.filter(({ kind }) => kind !== 'likes');
  const [post, ...posts] = own.filter(({ kind }) => kind === 'likes');
  const shown: ShownAudience[] = lists.map((ref) => ({ id: ref.audienceId, isGroup: false, refs: [ref] }));
  if (post !== undefined) {
    shown.push({ id: audienceId(accountId, 'likes'), isGroup: true, refs: [post, ...posts] });
  }
  return shown;
}

/** A list goes on under its account's new name after a rename; under the old one it is found, but no longer listed. */
async function ofThisName(deps: HistoryApiDeps, refs: readonly AudienceRef[]): Promise<AudienceRef[]> {
  const heads = await readHeads(
    deps.db,
    refs.map(({ key }) => key),
  );
  return refs.filter((ref, at) => (heads[at]?.audienceId ?? ref.audienceId) === ref.audienceId);
}

/** Heads by key. An audience that has been noted but not yet claimed for the first time has none. */
export async function headsOf(
  deps: HistoryApiDeps,
  audiences: readonly ShownAudience[],
): Promise<ReadonlyMap<string, Head>> {
  const keys = audiences.flatMap(({ refs }) => refs.map(({ key }) => key));
  const heads = await readHeads(deps.db, keys);
  return new Map(heads.flatMap((head) => (head === undefined ? [] : [[head.key, head]])));
}

/** Until when credentials wait, by id: only those that still do. Waits are of the wall clock. */
export async function waitsOf({ db, clock }: HistoryApiDeps): Promise<ReadonlyMap<string, number>> {
  const credentials = await readCredentials(db);
  const wall = clock.wall();
  const waits = [...credentials.values()].flatMap(({ credentialId, waitUntil }): [string, number][] =>
    waitUntil !== undefined && waitUntil > wall ? [[credentialId, waitUntil]] : [],
  );
  return new Map(waits);
}
