import type { World } from '../world.ts';

/** Something that happens on one network, on a day counted from the start of the demo. `you` is the owner. */
export type Deed = { readonly day: number } & (
  | { readonly does: SimpleDeed; readonly who: string }
  | { readonly does: 'renames'; readonly who: string; readonly handle: string }
  | { readonly does: 'moves'; readonly who: string; readonly to: string }
  | { readonly does: 'likes' | 'takes like back'; readonly who: string; readonly post: string }
  | { readonly does: 'stars' | 'takes star back'; readonly who: string; readonly repository: string }
  | { readonly does: 'posts'; readonly who: string; readonly post: string; readonly text: string }
  | { readonly does: 'replies'; readonly who: string; readonly post: string; readonly text: string }
  | { readonly does: 'boosts' | 'removes'; readonly who: string; readonly post: string }
);

export type SimpleDeed =
  | 'follows'
  | 'is followed by you'
  | 'unfollows'
  | 'deactivates'
  | 'comes back'
  | 'is suspended'
  | 'deletes account'
  | 'blocks you'
  | 'is blocked by you';

/** Where a deed is done. */
export interface Stage {
  readonly world: World;
  /** The network's id of a key of the cast. */
  readonly id: (key: string) => string;
  readonly you: string;
  /** Ids of posts by their keys; posts add theirs. */
  readonly posts: Map<string, string>;
}

/** Does a deed. @throws RangeError if it cannot happen: nobody can unfollow whom they do not follow */
export function perform(stage: Stage, deed: Deed, at: number): void {
  const { world, you, posts } = stage;
  const who = stage.id(deed.who);
  switch (deed.does) {
    case 'follows':
      world.follow(who, you, at);
      break;
    case 'is followed by you':
      world.follow(you, who, at);
      break;
    case 'unfollows':
      world.unfollow(who, you);
      break;
    case 'deactivates':
      world.deactivate(who);
      break;
    case 'comes back':
      world.reactivate(who);
      break;
    case 'is suspended':
      world.takeDown(who);
      break;
    case 'deletes account':
      world.delete(who);
      break;
    case 'blocks you':
      world.block(who, you, at);
      break;
    case 'is blocked by you':
      world.block(you, who, at);
      break;
    case 'renames':
      world.rename(who, deed.handle);
      break;
    case 'moves': {
      const successor = stage.id(deed.to);
      world.move(who, successor);
      world.follow(successor, you, at);
      world.unfollow(who, you);
      break;
    }
    case 'likes':
      world.like(who, postOf(stage, deed.post), at);
      break;
    case 'takes like back':
      world.unlike(who, postOf(stage, deed.post));
      break;
    case 'stars':
      world.star(who, you, deed.repository, at);
      break;
    case 'takes star back':
      world.unstar(who, you, deed.repository);
      break;
    case 'posts':
      posts.set(deed.post, world.post({ author: who, at, text: deed.text }));
      break;
    case 'replies':
      world.post({ author: who, at, text: deed.text, replyTo: postOf(stage, deed.post) });
      break;
    case 'boosts':
      world.post({ author: who, at, text: '', repostOf: postOf(stage, deed.post) });
      break;
    case 'removes':
      world.removePost(postOf(stage, deed.post));
      break;
  }
}

function postOf(stage: Stage, key: string): string {
  const id = stage.posts.get(key);
  if (id === undefined) throw new RangeError(`Nobody has written ${key} yet.`);
  return id;
}
