import type { Finding } from '../../core/model.ts';
import { parseAnswer } from '../answers.ts';
import { chunks, once } from '../batches.ts';
import { NotFoundError } from '../errors.ts';
import type { AudienceTarget, PersonRef, ResolvedAccount } from '../network.ts';
import { LOOKUP, type MastodonServer, sameAccount } from './api.ts';
import { mastodonProfile } from './profile.ts';
import { type Account, type Relationship, relationshipList } from './schema.ts';

const RELATIONSHIPS = 'GET /api/v1/accounts/relationships';
/** Relationships take 40, but whatever a rate limit interrupts is asked again: smaller batches lose less. */
const BATCH = 20;

/**
 * Asks the owner's own server about people who were not listed. Their accounts: gone, suspended, moved, memorial. With
 * the owner's own token also the tie (follow, blocks); without it an active account stays open.
 */
export async function* verifyMastodon(
  server: MastodonServer,
  owner: ResolvedAccount,
  target: AudienceTarget,
  people: readonly PersonRef[],
  wall: () => number,
): AsyncGenerator<Finding> {
  const own = once(async () => {
    const found = await server.lookUp(owner.profile.handle);
    if (found === undefined)
      throw new NotFoundError(`Mastodon (${server.host}) does not know the account itself any more.`);
    sameAccount(found, owner.stableId, LOOKUP);
    return found;
  });
  for (const batch of chunks(people, BATCH)) {
    const open: Account[] = [];
    for (const person of batch) {
      const found = await server.lookUp(person.handle);
      if (found === undefined) {
        // A server that does not know the owner either has lost more than one person.
        await own();
        yield await absent(server, person, wall());
      } else if (found.uri !== person.id) {
        // The name is somebody else's by now: nothing is known of the person.
      } else if (found.suspended === true) {
        yield await suspended(server, person, wall());
      } else {
        open.push(found);
      }
    }
    if (open.length === 0) continue;
    const ties = (await server.isOwnToken((await own()).id)) ? await askTies(server, open) : undefined;
    for (const found of open) yield findingOf(server, target, found, ties?.get(found.id), wall());
  }
}

async function askTies(server: MastodonServer, people: readonly Account[]): Promise<Map<string, Relationship>> {
  const id = people.map((person) => person.id);
  // `with_suspended` (4.3+): without it, suspended people vanish from the answer.
  const query = { 'id[]': id, with_suspended: true };
  const { body } = await server.http.get({ what: RELATIONSHIPS, path: '/api/v1/accounts/relationships', query });
  return new Map(parseAnswer(relationshipList, body, RELATIONSHIPS).map((tie) => [tie.id, tie]));
}

async function absent(server: MastodonServer, person: PersonRef, at: number): Promise<Finding> {
  const cut = await severance(server, person, at);
  if (cut !== undefined) return cut;
  return { id: person.id, account: 'gone', evidence: { at, asked: LOOKUP, answered: '404 Record not found' } };
}

async function suspended(server: MastodonServer, person: PersonRef, at: number): Promise<Finding> {
  const cut = await severance(server, person, at);
  if (cut !== undefined) return cut;
  return { id: person.id, account: 'suspended', evidence: { at, asked: LOOKUP, answered: 'account suspended' } };
}

/** When the owner's server has cut off somebody's whole server, that was nobody's decision but the server's. */
async function severance(server: MastodonServer, person: PersonRef, at: number): Promise<Finding | undefined> {
  const host = person.handle.split('@')[1] ?? server.host;
  if (host === server.host || !(await server.hasCut(host))) return undefined;
  const asked = `${LOOKUP}, GET /api/v1/instance/domain_blocks`;
  return {
    id: person.id,
    severed: true,
    evidence: { at, asked, answered: 'your server has suspended their whole server' },
  };
}

function findingOf(
  server: MastodonServer,
  target: AudienceTarget,
  found: Account,
  tie: Relationship | undefined,
  at: number,
): Finding {
  const facts = [found.moved === undefined ? 'account active' : 'account moved'];
  if (found.memorial === true) facts.push('in memoriam');
  if (tie !== undefined) facts.push(tie.followed_by ? 'follows you' : 'no follow of you');
  if (tie?.blocked_by === true) facts.push('blocks you');
  if (tie?.blocking === true) facts.push('blocked by you');
  if (tie?.domain_blocking === true) facts.push('their server is blocked by you');
  const isTold = tie !== undefined && target.kind === 'followers';
  return {
    id: found.uri,
    account: 'active',
    ...(isTold && { inAudience: tie.followed_by }),
    ...(tie?.blocked_by === true && { blockedYou: true }),
    ...((tie?.blocking === true || tie?.domain_blocking === true) && { youBlocked: true }),
    // Whoever still follows with the old account has not moved away.
    ...(found.moved !== undefined && tie?.followed_by !== true && { movedTo: found.moved.uri }),
    profile: mastodonProfile(found, server.host),
    evidence: { at, asked: tie === undefined ? LOOKUP : `${LOOKUP}, ${RELATIONSHIPS}`, answered: facts.join(', ') },
  };
}
