import type { RosterRow } from '../core/model.ts';
import type { Reply } from '../networks/network.ts';
import type { Head } from '../storage/items.ts';

const DAY = 24 * 60 * 60 * 1000;
/** Likes and stars taken back within this long say that somebody fades. */
const LATELY = 28 * DAY;
/** People with ties that are remembered per account; who the owner follows and who replied come first. */
const MOST_PEOPLE = 300_000;

/** What ties one person to one account, besides being in its audience. */
export interface Tie {
  /** The owner follows them. */
  isFollowed: boolean;
  /** The owner follows them, or did: whom one stops following after they left was mutual all the same. */
  wasFollowed: boolean;
  /** Likes and stars that still stand. */
  likes: number;
  lastLikeAt?: number;
  /** Likes and stars taken back lately. */
  lostLikes: number;
  replies: number;
  lastReplyAt?: number;
}

const NO_TIE: Readonly<Tie> = { isFollowed: false, wasFollowed: false, likes: 0, lostLikes: 0, replies: 0 };

/** The ties of one account, by stable id. Beyond a bound, people not met so far are left out: the newest likes stay. */
export class Ties {
  private readonly byId = new Map<string, Tie>();
  private readonly now: number;

  constructor(now: number) {
    this.now = now;
  }

  of(id: string): Readonly<Tie> {
    return this.byId.get(id) ?? NO_TIE;
  }

  addReplies(replies: readonly Reply[]): void {
    for (const { personId, at } of replies) {
      const tie = this.tieOf(personId);
      if (tie === undefined) continue;
      tie.replies += 1;
      tie.lastReplyAt = Math.max(tie.lastReplyAt ?? 0, at);
    }
  }

  /** A row of `following`. */
  addFollowing(row: RosterRow): void {
    const tie = this.tieOf(row.id);
    if (tie === undefined) return;
    tie.wasFollowed = true;
    if (row.state !== 'lost') tie.isFollowed = true;
  }

  /** A row of a post's likes or a repository's stars. */
  addLike(row: RosterRow, head: Pick<Head, 'postedAt'>): void {
    const isTakenBack = row.state === 'lost';
    if (isTakenBack && (row.verdict !== 'unliked' || this.now - row.stateAt > LATELY)) return;
    const tie = this.tieOf(row.id);
    if (tie === undefined) return;
    if (isTakenBack) {
      tie.lostLikes += 1;
      return;
    }
    tie.likes += 1;
    const at = row.since ?? head.postedAt ?? row.firstSeenAt;
    tie.lastLikeAt = Math.max(tie.lastLikeAt ?? 0, at);
  }

  private tieOf(id: string): Tie | undefined {
    const known = this.byId.get(id);
    if (known !== undefined || this.byId.size >= MOST_PEOPLE) return known;
    const tie = { ...NO_TIE };
    this.byId.set(id, tie);
    return tie;
  }
}
