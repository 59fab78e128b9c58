/**
 * The words of Rekindle as types. Plain data: nothing here knows where it came from or where it is kept.
 * Times are epoch milliseconds unless a name ends in `Iso`.
 */

/** Networks read by API or by official export (LinkedIn: only the latter), and `list` for lists from anywhere else. */
export const NETWORK_IDS = [
  'bluesky',
  'mastodon',
  'github',
  'x',
  'facebook',
  'instagram',
  'youtube',
  'linkedin',
  'list',
] as const;
export type NetworkId = (typeof NETWORK_IDS)[number];

/**
 * What kind of list an audience is. `following` is whom the owner follows: read for reciprocity, never told as loss.
 * `likes` is the likers of one post, `stars` the stargazers of one repository, `members` a pushed or imported list,
 * `friends` Facebook's, `connections` LinkedIn's, `page-likes` those who like a Facebook Page as a whole.
 * YouTube's subscribers are its `followers`.
 */
export const AUDIENCE_KINDS = [
  'followers',
  'following',
  'friends',
  'connections',
  'page-likes',
  'likes',
  'stars',
  'members',
] as const;
export type AudienceKind = (typeof AUDIENCE_KINDS)[number];

/** Where somebody stands in an audience. `lost` stays in the roster, uncounted, so that a return is recognised. */
export const PERSON_STATES = ['present', 'missing', 'held', 'hidden', 'lost'] as const;
export type PersonState = (typeof PERSON_STATES)[number];

/**
 * Why somebody is gone, never finer than the evidence. `unliked` is the likes' and stars' `unfollowed`;
 * `unlisted` is what two official exports or pushed lists can prove: no longer on the list, nothing more.
 */
export const VERDICTS = [
  'unfollowed',
  'unliked',
  'unlisted',
  'blocked-you',
  'you-blocked',
  'deactivated',
  'suspended',
  'deleted',
  'gone',
  'moved',
  'severed',
  'unknown',
] as const;
export type Verdict = (typeof VERDICTS)[number];

export const CHANGE_KINDS = ['gained', 'lost', 'returned', 'edited', 'moved'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** What is known of a person. Absent is not empty: a field that a list does not carry is left out, never ''. */
export interface Profile {
  readonly handle: string;
  /** Where a human opens this profile: http(s), or '' for a list of bare names. */
  readonly url: string;
  readonly name?: string;
  /** Plain text; markup is removed at the network's edge. */
  readonly bio?: string;
  readonly location?: string;
  /** http(s) addresses the person names: website, verified fields. */
  readonly links?: readonly string[];
  /** Those of `links` of which the network checked that they link back (Mastodon: `verified_at`, by `rel="me"`). */
  readonly verifiedLinks?: readonly string[];
  readonly avatar?: string;
  /** How many follow them. Changes for everybody all the time, so it is never part of a fingerprint. */
  readonly reach?: number;
  readonly organisation?: string;
  /** The profile is private, a memorial, or run by a machine; such people are never suggested. */
  readonly isProtected?: boolean;
  readonly isMemorial?: boolean;
  readonly isBot?: boolean;
}

/** One row of one page of a network's list. */
export interface ListedPerson {
  /** The network's stable id: DID, GitHub's number, ActivityPub actor URI, a list's own key. Never a handle. */
  readonly id: string;
  readonly profile: Profile;
  /** When they followed, liked or starred, if the network dates it. */
  readonly since?: number;
  /** Of a row that was read as bytes, by which it is known again (see `roster/row-print.ts`). */
  readonly rowPrint?: number;
}

/** A person in the roster of one audience. */
export interface RosterRow {
  readonly id: string;
  readonly profile: Profile;
  readonly state: PersonState;
  /** Since when they are in that state; for `missing` and `held`, the first complete pull that did not see them. */
  readonly stateAt: number;
  readonly firstSeenAt: number;
  /** The audience's count of complete pulls when they were first not seen; only while missing, held or hidden. */
  readonly absentAtPull?: number;
  /** How often they have come back before, after a loss or after having been missing. Feeds patience by person. */
  readonly returns: number;
  /** How often their loss has been told. */
  readonly losses: number;
  /** Verdict of the last loss; only while `lost`. */
  readonly verdict?: Verdict;
  /** When that loss was told, and the number of the pull that told it; only while `lost`. */
  readonly toldAt?: number;
  readonly toldAtPull?: number;
  readonly since?: number;
  /** When the full profile was last looked up; absent means only what lists carry is known. */
  readonly hydratedAt?: number;
  /** Of the row that showed this profile. With another profile it is worth nothing, so nobody has to take it away. */
  readonly rowPrint?: number;
}

/** What was asked, what was answered, when. Stored with a change and shown. No tokens, no page bodies. */
export interface Evidence {
  readonly at: number;
  /** For example `app.bsky.graph.getRelationships`, or `two complete lists`. */
  readonly asked: string;
  /** For example `no follow of you, account active`. */
  readonly answered: string;
}

/** What a network could tell of one person who was not listed. Fields it cannot know are absent. */
export interface Finding {
  readonly id: string;
  /** State of their account. `gone`: deleted or suspended, the network does not say which. */
  readonly account?: 'active' | 'deactivated' | 'suspended' | 'deleted' | 'gone';
  /** Whether they are still in the audience by the network's own word (still follow, still like). */
  readonly inAudience?: boolean;
  readonly blockedYou?: boolean;
  readonly youBlocked?: boolean;
  /** Stable id they moved to. */
  readonly movedTo?: string;
  /** A server cut the tie, not a person. */
  readonly severed?: boolean;
  /** The account keeps to itself what it follows: it left the list, and perhaps nothing else. */
  readonly isHidden?: boolean;
  /** The network's own number says that its list leaves people out, so that not being on it says little. */
  readonly isDoubted?: boolean;
  /** The network shows nothing of them any more, and its terms want what it showed to go: `profile` says what may stay. */
  readonly isWithdrawn?: boolean;
  /** Fresh profile, when the check brought one along. */
  readonly profile?: Profile;
  readonly evidence: Evidence;
}

/** A person as a change shows them: frozen at that time. */
export interface ChangePerson extends Profile {
  readonly id: string;
}

/** One told difference. */
export interface Change {
  readonly kind: ChangeKind;
  readonly person: ChangePerson;
  /** Only on `lost`. */
  readonly verdict?: Verdict;
  /** When it happened as far as is known: for a loss, the first complete pull that did not see them. */
  readonly at: number;
  readonly detectedAt: number;
  readonly evidence?: readonly Evidence[];
  /** On `edited` and `moved`: what it was before, only the fields that differ. */
  readonly before?: Partial<Profile> & { readonly id?: string };
  /** On `returned`: milliseconds between the loss and now. */
  readonly awayMs?: number;
  /** Changes of one event (a mass loss) share this id. */
  readonly event?: string;
}

/** Why a pull may not be compared. */
export const REFUSALS = ['incomplete', 'empty', 'implausible-count', 'identity-change', 'other-ids'] as const;
export type Refusal = (typeof REFUSALS)[number];
