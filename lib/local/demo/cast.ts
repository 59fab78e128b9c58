import { BLUESKY_CAST } from './cast/bluesky.ts';
import { GITHUB_CAST } from './cast/github.ts';
import { MASTODON_CAST } from './cast/mastodon.ts';
import type { Member } from './cast/member.ts';
import { BLUESKY_NEWCOMERS, GITHUB_NEWCOMERS, MASTODON_NEWCOMERS } from './cast/newcomers.ts';
import { OWNER } from './cast/owner.ts';
import { didFor, numberFor } from './identifiers.ts';
import type { DemoNetwork, Person } from './world.ts';

export { OWNER } from './cast/owner.ts';

const DAY = 24 * 60 * 60_000;

/** The owner's key in the cast of every network. */
export const YOU = 'you';

/** Everybody on a network but the owner. */
export const CAST: Readonly<Record<DemoNetwork, readonly Member[]>> = {
  bluesky: [...BLUESKY_CAST, ...BLUESKY_NEWCOMERS],
  mastodon: [...MASTODON_CAST, ...MASTODON_NEWCOMERS],
  github: [...GITHUB_CAST, ...GITHUB_NEWCOMERS],
};

/** The network's stable id of somebody in its cast; the same whenever the demo starts. */
export function demoId(network: DemoNetwork, key: string): string {
  if (network === 'bluesky') return didFor(`demo ${key}`);
  if (network === 'github') return String(numberFor(`demo ${key}`));
  return `109${String(numberFor(`demo ${key}`)).padStart(15, '0')}`;
}

export function demoHandle(network: DemoNetwork, member: Member): string {
  return member.handle ?? (network === 'bluesky' ? `${member.key}.demo.example` : member.key);
}

/** A member of the cast as a person of the network's world. */
export function demoPerson(network: DemoNetwork, member: Member, start: number): Person {
  const { key, fields, follows: _, followed: __, likes: ___, stars: ____, ...profile } = member;
  const age = 700 + (numberFor(`age ${key}`) % 1500);
  return {
    ...profile,
    id: demoId(network, key),
    handle: demoHandle(network, member),
    joinedAt: start - age * DAY,
    ...(fields === undefined ? {} : { fields: fields.map(([name, value]) => ({ name, value })) }),
  };
}

/** The owner as a person of the network's world. Followers and follows are counted, not invented. */
export function demoOwner(network: DemoNetwork, start: number): Person {
  const about = { id: demoId(network, YOU), handle: OWNER[network], name: OWNER.name, bio: OWNER.bio };
  const joined = { ...about, joinedAt: start - 1500 * DAY, website: OWNER.website };
  if (network === 'github') return { ...joined, location: OWNER.home };
  if (network === 'mastodon') return { ...joined, fields: [{ name: 'Web', value: OWNER.website }] };
  return joined;
}
