import type { Grant } from '../storage/tokens.ts';
import { badRequest, notFound, Problem } from './problem.ts';

/** How many owners are asked for one id at the same time. */
const AT_ONCE = 25;

/**
 * The owners that a request is about: the token's, or the one of them that `owner` names. Every store call takes its
 * owner from here, so nothing of anybody else can be reached.
 * @throws Problem 403, in the same words whether or not there is such an owner elsewhere
 */
export function ownersOf(grant: Grant, owner: string | undefined): readonly string[] {
  const owners = [...new Set(grant.owners)].sort();
  if (owner === undefined) return owners;
  if (!owners.includes(owner)) throw new Problem(403, 'This token opens no such owner.');
  return [owner];
}

export interface Found<T> {
  readonly owner: string;
  readonly thing: T;
}

/**
 * Finds what has one id among the owners of a request.
 * @throws Problem 404 if no owner has it; 400 naming `owner` if several have
 */
export async function findOne<T>(
  owners: readonly string[],
  find: (owner: string) => Promise<T | undefined>,
): Promise<Found<T>> {
  const found: Found<T>[] = [];
  for (let at = 0; at < owners.length; at += AT_ONCE) {
    const answers = await Promise.all(
      owners.slice(at, at + AT_ONCE).map(async (owner) => ({ owner, thing: await find(owner) })),
    );
    for (const { owner, thing } of answers) if (thing !== undefined) found.push({ owner, thing });
  }
  const [only, ...others] = found;
  if (only === undefined) throw notFound();
  if (others.length > 0) {
    const names = found.map(({ owner }) => owner).join(', ');
    throw badRequest([{ parameter: 'owner', message: `several owners have this id; expected one of ${names}` }]);
  }
  return only;
}
