import { describe, expect, test } from 'vitest';
import { type DemoNetwork, World } from '../../../lib/local/demo/world.ts';

function pair(network: DemoNetwork): World {
  const world = new World(network);
  world.join({ id: '1', handle: 'one@a.example', joinedAt: 0 });
  world.join({ id: '2', handle: 'two@b.example', joinedAt: 0 });
  world.follow('2', '1', 10);
  return world;
}

describe('what cannot happen is refused', () => {
  test.each<[string, (world: World) => void]>([
    ['a handle twice', (world) => world.join({ id: '3', handle: 'ONE@a.example', joinedAt: 0 })],
    ['a follow by nobody', (world) => world.follow('9', '1', 0)],
    ['an unfollow without a follow', (world) => world.unfollow('1', '2')],
    ['a like of nothing', (world) => world.like('1', 'none', 0)],
    ['a star of nothing', (world) => world.star('1', '2', 'none', 0)],
    ['a rename to a handle in use', (world) => world.rename('1', 'two@b.example')],
    ['a pause on Mastodon', (world) => world.deactivate('1')],
    [
      'a return from deletion',
      (world) => {
        world.delete('1');
        world.reactivate('1');
      },
    ],
  ])('%s', (_, act) => {
    expect(() => act(pair('mastodon'))).toThrow(RangeError);
  });

  test('a move on Bluesky and on GitHub', () => {
    for (const network of ['bluesky', 'github'] as const)
      expect(() => pair(network).move('1', '2')).toThrow(RangeError);
  });
});

test('a block hides a follow on Bluesky and ends it elsewhere', () => {
  for (const network of ['bluesky', 'mastodon', 'github'] as const) {
    const world = pair(network);
    world.block('2', '1', 20);
    world.unblock('2', '1');
    expect(world.follows.get('2', '1') !== undefined).toBe(network === 'bluesky');
  }
});

test('a pause keeps follows, a deletion ends them with likes and posts', () => {
  const world = pair('bluesky');
  const post = world.post({ author: '1', at: 1, text: 'x' });
  const own = world.post({ author: '2', at: 2, text: 'y' });
  world.like('2', post, 3);
  world.deactivate('2');
  world.reactivate('2');
  expect(world.follows.into('1')).toHaveLength(1);
  world.delete('2');
  expect(world.follows.into('1')).toEqual([]);
  expect(world.likes.into(post)).toEqual([]);
  expect(world.postById(own)).toBeUndefined();
});

test('an edit changes what somebody says and never who they are', () => {
  const world = pair('bluesky');
  world.edit('2', { bio: 'New' });
  expect(world.byHandle('two@b.example')).toMatchObject({ id: '2', bio: 'New' });
});

test('an unpublished repository takes its stars along', () => {
  const world = pair('github');
  world.publish({ id: 1, owner: '1', name: 'Tools', at: 0 });
  world.star('2', '1', 'tools', 5);
  expect(world.stars.into('1/tools')).toHaveLength(1);
  world.unpublish('1', 'Tools');
  expect(world.stars.into('1/tools')).toEqual([]);
  expect(world.repositories()).toEqual([]);
});
