import { validateConfig } from '../../functions/runtime/config.ts';
import { World } from '../../lib/local/demo/world.ts';
import { DAY, HOUR } from '../main-job/rig.ts';
import type { Chance } from './chance.ts';

/** When the first reading was. */
export const START = Date.UTC(2026, 8, 7, 9);
export const RECIPIENTS = ['olive@olive.example', 'otto@olive.example'];
const OWNER = 'did:plc:owner00000000000000000000';
const PEOPLE = 9;
const did = (n: number): string => `did:plc:${String(n).padStart(24, 'a')}`;

export const rawConfig = {
  owners: [
    {
      id: 'owner',
      name: 'Olive',
      accounts: [{ id: 'bluesky:olive.example', track: { following: false, likes: false } }],
      digests: [{ from: 'digest@olive.example', recipients: RECIPIENTS.map((email) => ({ email })) }],
    },
  ],
};
export const config = validateConfig(rawConfig, 'test');

/** Olive, six who follow her, and three who do not. */
export function newWorld(): World {
  const world = new World('bluesky');
  world.join({ id: OWNER, handle: 'olive.example', joinedAt: 0 });
  for (let n = 0; n < PEOPLE; n += 1) {
    world.join({ id: did(n), handle: `p${n}.example`, name: `Person ${n}`, joinedAt: 0 });
    if (n < PEOPLE - 3) world.follow(did(n), OWNER, START - DAY);
  }
  return world;
}

/**
 * One to three deeds, each by another person.
 * @param truth what happened, as `kind handle`; is added to
 * @param busy who has done something this week already; is added to
 */
export function doSomething(world: World, chance: Chance, now: number, truth: string[], busy: Set<string>): void {
  const deeds = 1 + chance.below(3);
  for (let n = 0; n < deeds; n += 1) {
    const id = did(chance.below(PEOPLE));
    if (busy.has(id)) continue;
    busy.add(id);
    const handle = world.person(id)?.handle ?? '';
    const wasThere = truth.some((line) => line.startsWith('lost ') && line.endsWith(` ${handle}`));
    if (!isListed(world, id)) {
      if (!world.isActive(id) || world.isBlocked(id, OWNER)) continue;
      world.follow(id, OWNER, now - HOUR);
      truth.push(`${wasThere ? 'returned' : 'gained'} ${handle}`);
      continue;
    }
    const deed = chance.pick(['unfollowed', 'blocked-you', 'deactivated', 'suspended'] as const);
    if (deed === 'unfollowed') world.unfollow(id, OWNER);
    if (deed === 'blocked-you') world.block(id, OWNER, now - HOUR);
    if (deed === 'deactivated') world.deactivate(id);
    if (deed === 'suspended') world.takeDown(id);
    truth.push(`lost ${deed} ${handle}`);
  }
}

/** One of those who are listed as Olive's followers, if there is one. */
export function someFollower(
  world: World,
  chance: Chance,
): { readonly id: string; readonly handle: string } | undefined {
  const listed = world.people().filter(({ id }) => id !== OWNER && isListed(world, id));
  return listed.length === 0 ? undefined : chance.pick(listed);
}

/** Handles of those who are listed as Olive's followers. */
export function followersIn(world: World): string[] {
  return world
    .people()
    .filter(({ id }) => id !== OWNER && isListed(world, id))
    .map(({ handle }) => handle)
    .sort();
}

function isListed(world: World, id: string): boolean {
  return world.follows.get(id, OWNER) !== undefined && world.isActive(id) && !world.isBlocked(id, OWNER);
}
