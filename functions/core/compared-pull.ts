import type { AbsentPeople, BackPerson } from './absent-people.ts';
import type { AudienceKind, Change, Finding, ListedPerson, Profile, RosterRow } from './model.ts';

/** A complete, accepted pull as the comparison left it. Only rows that something happened to; the rest stay as they are. */
export interface ComparedPull {
  readonly kind: AudienceKind;
  /** When the pull ended, epoch ms of the calendar. */
  readonly at: number;
  /** Its number among the audience's complete and accepted pulls, from 1. */
  readonly pull: number;
  /** Nobody is "gained" by a baseline. */
  readonly isBaseline: boolean;
  /** People whom the roster expected to see: present, missing, held, hidden. */
  readonly expected: number;
  /** Not listed: every such row but the lost. */
  readonly unseen: readonly RosterRow[];
  /** Listed, known, and either not `present` until now or with other profile fields than before. */
  readonly seen: readonly { readonly row: RosterRow; readonly listed: ListedPerson; readonly isEdited: boolean }[];
  /** Listed and unknown to the roster. */
  readonly fresh: readonly ListedPerson[];
  /** Servers of which several people are absent and nobody at all is listed; see `servers.ts`. */
  readonly silentServers?: ReadonlySet<string>;
  /**
   * Lists that were given only: this one is no official export, but was read from somewhere as a network's list is, so that an absence
   * from it needs a second look too.
   */
  readonly needsSecondLook?: boolean;
  /** The list was given, as a network's official export or by being sent, and not read from the network. */
  readonly isGiven?: boolean;
  /** Lists of this network carry whole profiles: what they leave out, the person has not. */
  readonly listsFullProfiles: boolean;
  /** Whether the network can be asked about single people of this audience. */
  readonly canVerify: boolean;
  /** What it answered, by person. */
  readonly findings: ReadonlyMap<string, Finding>;
  /** Full profiles that were looked up in this pull, by person. */
  readonly hydrated: ReadonlyMap<string, Profile>;
  /** The rows that `hydrated` profiles belong to, where they are in neither of the lists above. */
  readonly hydratedRows: readonly RosterRow[];
}

/**
 * A pull to be decided in parts: of those who were not listed, and of those who were away and are back, no more than the
 * rules ask of them all together. Of `fresh` all to whom somebody moved.
 */
export type PullInParts = Omit<ComparedPull, 'unseen' | 'seen'> & {
  readonly unseen: AbsentPeople;
  readonly back: Iterable<BackPerson>;
};

/** What a pull changes: rows to write, people to forget, differences to tell. */
export interface Decision {
  readonly puts: readonly RosterRow[];
  readonly drops: readonly string[];
  readonly changes: readonly Change[];
}

/** Whether somebody's absence is known and not settled yet. */
export function isWaiting(row: Pick<RosterRow, 'state'>): boolean {
  return row.state === 'missing' || row.state === 'held';
}
