import type { Decision } from './decide.ts';
import type { ListedPerson, RosterRow } from './model.ts';
import { withGoodHandle } from './profile-differences.ts';
import { transition } from './states.ts';

/** A list that its owner takes as it is, whatever the gate said of it. */
export interface AcceptedList {
  /** When it was read, epoch ms of the calendar. */
  readonly at: number;
  /** Listed, known, and either not `present` until now or with other profile fields than before. */
  readonly seen: readonly { readonly row: RosterRow; readonly listed: ListedPerson }[];
  /** Everybody in it whom the roster does not know. */
  readonly fresh: readonly ListedPerson[];
  /** Ids of whom the roster expected and it does not name; the lost are expected by nobody. */
  readonly unseen: readonly string[];
  readonly listsFullProfiles: boolean;
}

/**
 * Makes the roster exactly that list, and tells nothing: who is new was not gained, and who is not on it was not lost.
 * Whoever is known keeps their history (since when they are known, how often they left and came back), because patience
 * with them goes on. The unlisted are forgotten, since nothing proves that they left; those who were told as lost before
 * stay remembered as such.
 */
export function newBaseline(list: AcceptedList): Decision {
  const known = list.seen.map(({ row, listed }) => listedRow(row, listed, list));
  const fresh = list.fresh.map((person) => freshRow(person, list));
  return { puts: [...known, ...fresh], drops: list.unseen, changes: [] };
}

function listedRow(row: RosterRow, listed: ListedPerson, { at, listsFullProfiles }: AcceptedList): RosterRow {
  const { absentAtPull: _, verdict: __, toldAt: ___, toldAtPull: ____, ...rest } = row;
  const next = transition(row.state, 'seen');
  return {
    ...rest,
    profile: withGoodHandle(row.profile, listsFullProfiles ? listed.profile : { ...row.profile, ...listed.profile }),
    state: next.to,
    stateAt: next.to === row.state ? row.stateAt : at,
    returns: row.returns + (next.isReturn ? 1 : 0),
    ...(listed.since === undefined ? {} : { since: listed.since }),
    ...(listed.rowPrint === undefined ? {} : { rowPrint: listed.rowPrint }),
  };
}

/** The row of somebody who is there from the beginning: of a first list, or of one that is a baseline. */
export function freshRow(
  person: ListedPerson,
  { at, listsFullProfiles }: Pick<AcceptedList, 'at' | 'listsFullProfiles'>,
): RosterRow {
  return {
    id: person.id,
    profile: person.profile,
    state: transition('new', 'seen').to,
    stateAt: at,
    firstSeenAt: at,
    returns: 0,
    losses: 0,
    ...(listsFullProfiles ? { hydratedAt: at } : {}),
    ...(person.since === undefined ? {} : { since: person.since }),
    ...(person.rowPrint === undefined ? {} : { rowPrint: person.rowPrint }),
  };
}
