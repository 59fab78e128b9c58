import type { CountDay } from '../core/count-only.ts';
import type { ExpectedRows, ListedRows } from '../core/listed-rows.ts';
import type { AudienceKind, Finding, ListedPerson, NetworkId, Profile } from '../core/model.ts';

/**
 * What every network looks like from inside. A connector reads; it never follows, unfollows or writes to anybody.
 * All methods throw only the errors of `errors.ts`; everything a network sends is parsed with zod before it is returned.
 */

/** An account as its network knows it. */
export interface ResolvedAccount {
  readonly stableId: string;
  readonly profile: Profile;
  /** The network's own numbers, where it gives them. */
  readonly followersCount?: number;
  readonly followingCount?: number;
}

/** One list to walk. */
export interface AudienceTarget {
  readonly kind: AudienceKind;
  /** Of a post: record key or status id. Of a repository: its name. Absent for followers, following, members. */
  readonly item?: string;
  /** What the connector needs to walk it (at-uri, status id, owner/repo, account id); opaque to the rest. */
  readonly target: string;
  /** When the post was written; posts age out of the window. */
  readonly postedAt?: number;
  /** First words of the post or the repository's name, at most 80 characters. */
  readonly title?: string;
  /** The network's own count of this list, where it gives one. */
  readonly count?: number;
  /** The network tells how many there are and not who: it is read with {@link Connector.readCount} and never walked. */
  readonly isCountOnly?: boolean;
}

/** Which of an account's lists the owner tracks. */
export interface TrackSettings {
  readonly followers: boolean;
  readonly following: boolean;
  /** Likers of recent posts. */
  readonly likes: boolean;
  /** Stargazers of own public repositories that are no forks. */
  readonly stars: boolean;
  /** Posts at most this old, and at most this many. */
  readonly postDays: number;
  readonly posts: number;
  readonly repositories: number;
}

export interface Page {
  readonly people: readonly ListedPerson[];
  /** The same people as bytes, where a network writes them so: nearly nobody has to become an object then. */
  readonly rows?: ListedRows;
  /** Where the next page starts; absent only at the network's own end marker. */
  readonly next?: string;
}

/** A reply somebody wrote to the owner's post, as far as it comes cheap. */
export interface Reply {
  readonly personId: string;
  readonly at: number;
}

export interface Discovery {
  readonly audiences: readonly AudienceTarget[];
  /** True if the list of posts or repositories was read to its end or to the window's: what is not in it is no longer there. */
  readonly isWhole: boolean;
  readonly replies: readonly Reply[];
}

/** Up to when gross numbers are known already, and the present. */
export interface CountQuestion {
  /** Last day that is known, `2026-11-20`; absent before the first reading. */
  readonly through?: string;
  /** Calendar, epoch ms. */
  readonly now: number;
}

/** What a network tells of an audience in numbers. Nobody is named by it. */
export interface CountReading {
  readonly count: number;
  /** The network rounds the number, so that its moves say nothing. */
  readonly isRounded?: boolean;
  /** How many came and went on each whole day after `through`, oldest first; only days that the network has settled. */
  readonly days: readonly CountDay[];
  /** What is not told, and what to do about it: one sentence for the owner. */
  readonly untold?: string;
}

export interface HydratedPerson {
  readonly id: string;
  readonly profile: Profile;
}

/** Somebody to ask about. The id says who; networks that look people up by name need the handle as well. */
export interface PersonRef {
  readonly id: string;
  readonly handle: string;
}

export interface Connector {
  readonly network: NetworkId;
  /** Whose rate limits these calls count against: `bluesky:public`, `github:token:<8 hex of its hash>`, `mastodon:host`. */
  readonly credentialId: string;
  /** True if lists already carry everything a profile look-up would add, so that nobody needs to be hydrated. */
  readonly listsFullProfiles: boolean;
  /**
   * True if {@link Connector.verify} can say anything about candidates of such a list, if only whether their accounts
   * still exist. Whether it knows more is told by the fields of each finding.
   */
  readonly canVerify: (kind: AudienceKind) => boolean;
  /** Looks the account up by what the owner wrote after the colon (handle, user@host, login, or a stable id). */
  resolve(name: string): Promise<ResolvedAccount>;
  /** Which lists there are now. Followers and following come first; posts newest first. */
  discover(account: ResolvedAccount, track: TrackSettings, now: number): Promise<Discovery>;
  /**
   * Reads one page. `cursor` is what the page before named as `next`. A cursor that repeats is an
   * {@link InvalidResponseError}, as is anything that does not fit the schema.
   * @param expected rows that need not be read again where they come as bytes
   */
  readPage(target: AudienceTarget, cursor?: string, expected?: ExpectedRows): Promise<Page>;
  /** The numbers of a count-only audience; absent on networks that have none. */
  readCount?(account: ResolvedAccount, target: AudienceTarget, question: CountQuestion): Promise<CountReading>;
  /**
   * Asks about people who were not listed, in batches. Yields what it learnt as it goes; when it throws midway,
   * what was yielded stands, and the rest stay candidates.
   */
  verify(account: ResolvedAccount, target: AudienceTarget, people: readonly PersonRef[]): AsyncIterable<Finding>;
  /** Full profiles, in batches, in the order asked; whoever cannot be read is left out. Stops quietly when the budget reserve is reached. */
  hydrate(people: readonly PersonRef[]): AsyncIterable<HydratedPerson>;
}
