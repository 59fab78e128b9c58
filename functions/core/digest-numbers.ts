import type { NetworkId } from './model.ts';

/** The numbers of a digest as plain data, as {@link DigestContent} is. Times are epoch milliseconds. */

/** Where the gut check and the winning back stood at one edition. */
export interface DigestCourse {
  readonly at: number;
  readonly met: number;
  readonly of: number;
  /** Of those who had left and were invited, how many came back. */
  readonly returned: number;
  readonly invited: number;
}

/** One week of a trend. */
export interface TrendWeek {
  /** Its end. */
  readonly to: number;
  readonly count: number;
  /** New and returned. */
  readonly gained: number;
  readonly lost: number;
}

/** How lists of one kind went, week by week, oldest first: two weeks at least, twelve at most. */
export interface DigestTrend {
  /** Lists of people, of stars, and lists of people of which only the number is known (nobody gained or lost there). */
  readonly group: 'people' | 'stars' | 'numbers';
  /** How many lists these are. */
  readonly lists: number;
  /** Lists that were added later; they are not in it. */
  readonly younger: number;
  readonly weeks: readonly TrendWeek[];
}

export interface DigestAudience {
  readonly audienceId: string;
  readonly accountId: string;
  readonly network: NetworkId;
  /** "followers on Bluesky", "likes on Mastodon", "stars of garden-tools on GitHub". */
  readonly label: string;
  readonly count: number;
  /** Of likes: on how many posts, those that are watched. */
  readonly posts?: number;
  /** What the last edition said; absent in a first one, and of what was not read by then. */
  readonly before?: { readonly count: number; readonly posts?: number };
  readonly gained: number;
  readonly lost: number;
  readonly returned: number;
  /** Only numbers are known; nobody is ever named. */
  readonly isCountOnly: boolean;
  /** Count-only: by how much the number has moved since the last edition. */
  readonly net?: number;
  /** Count-only: how many came and went in that time, where the network says so. */
  readonly gainedCount?: number;
  readonly lostCount?: number;
  readonly baselineAt?: number;
  readonly pulledAt?: number;
}
