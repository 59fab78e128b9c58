import { BLUESKY_POSTS, MASTODON_POSTS, REPOSITORIES } from './cast/owner.ts';
import { CAST, demoId, demoOwner, demoPerson, YOU } from './cast.ts';
import { numberFor } from './identifiers.ts';
import { BLUESKY_STORY } from './story/bluesky.ts';
import { type Deed, perform, type Stage } from './story/deed.ts';
import { GITHUB_STORY } from './story/github.ts';
import { MASTODON_STORY } from './story/mastodon.ts';
import { type DemoNetwork, World } from './world.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

export const STORY: Readonly<Record<DemoNetwork, readonly Deed[]>> = {
  bluesky: BLUESKY_STORY,
  mastodon: MASTODON_STORY,
  github: GITHUB_STORY,
};

const POSTS = { bluesky: BLUESKY_POSTS, mastodon: MASTODON_POSTS, github: [] };

export type Worlds = Readonly<Record<DemoNetwork, World>>;

/** When something on a day of the story happens, epoch ms. */
export function momentOf(start: number, day: number): number {
  return Math.round(start + day * DAY);
}

/**
 * The three networks as they are at a time: everything that has happened until then, and nothing else.
 * A pure function: the same start and time give the same worlds, with the same ids.
 * @param start when the demo starts, epoch ms
 * @param now the time, epoch ms
 */
export function storyUntil(start: number, now: number): Worlds {
  return {
    bluesky: worldAt('bluesky', start, now),
    mastodon: worldAt('mastodon', start, now),
    github: worldAt('github', start, now),
  };
}

function worldAt(network: DemoNetwork, start: number, now: number): World {
  const world = new World(network);
  const you = demoId(network, YOU);
  const stage: Stage = { world, you, id: (key) => demoId(network, key), posts: new Map() };
  world.join(demoOwner(network, start));
  for (const member of CAST[network]) world.join(demoPerson(network, member, start));
  if (network === 'github') {
    for (const { day, ...repository } of REPOSITORIES) {
      world.publish({ ...repository, id: numberFor(repository.name), owner: you, at: momentOf(start, day) });
    }
  }
  for (const deed of deedsOf(network)) {
    const at = momentOf(start, deed.day);
    if (at <= now) perform(stage, deed, at);
  }
  return world;
}

/** Everything that ever happens on a network, in order: what the cast brings along, and the story. */
export function deedsOf(network: DemoNetwork): readonly Deed[] {
  const deeds: Deed[] = POSTS[network].map(({ key, day, text }) => ({ day, who: YOU, does: 'posts', post: key, text }));
  const postDays = new Map(POSTS[network].map(({ key, day }) => [key, day]));
  for (const { key, follows, followed, likes = [], stars = [] } of CAST[network]) {
    if (follows !== undefined) deeds.push({ day: follows, who: key, does: 'follows' });
    if (followed !== undefined) deeds.push({ day: followed, who: key, does: 'is followed by you' });
    for (const [repository, day] of stars) deeds.push({ day, who: key, does: 'stars', repository });
    for (const post of likes) {
      const hours = 1 + (numberFor(`${key} likes ${post}`) % 20);
      deeds.push({ day: (postDays.get(post) ?? Number.NaN) + (hours * HOUR) / DAY, who: key, does: 'likes', post });
    }
  }
  return [...deeds, ...STORY[network]].sort((a, b) => a.day - b.day);
}
