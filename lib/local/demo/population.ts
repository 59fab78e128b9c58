/** What a demo world is made of. Times are epoch milliseconds. */

export type DemoNetwork = 'bluesky' | 'mastodon' | 'github';
export type AccountStatus = 'active' | 'deactivated' | 'takendown' | 'deleted';

/** What somebody says of themselves on one network. */
export interface Person {
  /** DID on Bluesky, the number of the account on the owner's server on Mastodon, the user's number on GitHub. */
  readonly id: string;
  /** Handle, `user@host`, or login. */
  readonly handle: string;
  readonly name?: string;
  readonly bio?: string;
  readonly location?: string;
  readonly website?: string;
  readonly organisation?: string;
  /** Mastodon's table of name and value. */
  readonly fields?: readonly { readonly name: string; readonly value: string; readonly verifiedAt?: number }[];
  readonly avatar?: string;
  /** How many follow them as the network counts; without it, the follows in this world are counted. */
  readonly reach?: number;
  readonly following?: number;
  readonly joinedAt: number;
  /** ActivityPub actor, where it is not `https://HOST/users/USER`: other server software than Mastodon. */
  readonly actorUri?: string;
  readonly isBot?: boolean;
  readonly isLocked?: boolean;
  readonly isMemorial?: boolean;
  /** Mastodon's `hide_collections`: nobody else sees whom they follow and who follows them. */
  readonly hidesLists?: boolean;
}

export interface Post {
  readonly id: string;
  readonly author: string;
  readonly at: number;
  readonly text: string;
  readonly replyTo?: string;
  /** A repost or boost: it has no text of its own. */
  readonly repostOf?: string;
  readonly visibility: 'public' | 'unlisted' | 'private';
}

export interface Repository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly at: number;
  readonly description?: string;
  readonly language?: string;
  readonly isFork?: boolean;
}
