import type { Refusal } from './model.ts';

/** What is known of a pull before it may be compared. */
export interface PullFacts {
  /** The network's own end marker was reached. */
  readonly isComplete: boolean;
  /** Different people listed. */
  readonly listed: number;
  /** People the roster expects to see: present, missing, held and hidden. */
  readonly expected: number;
  /** How many of those were listed. */
  readonly common: number;
  /** How many of the expected the network itself keeps from its list; none without. They cannot be missed. */
  readonly hidden?: number;
  /** The network's own number for this list, where it gives one. */
  readonly networkCount?: number;
  /** How many fewer than the network's number the last accepted pull listed; networks count people whom they do not list. */
  readonly usualShortfall?: number;
  /** The kind of ids in the roster and in the list; see {@link idKind}. */
  readonly rosterIdKind?: IdKind;
  readonly listIdKind?: IdKind;
}

export type GateResult =
  | { readonly accepted: true }
  | { readonly accepted: false; readonly refusal: Refusal; readonly reason: string };

export type IdKind = 'did' | 'number' | 'uri' | 'name';

/** Below this many people in the roster, a small overlap says nothing; that nobody at all is left says something sooner. */
export const LEAST_FOR_OVERLAP = 20;
export const LEAST_FOR_NOBODY = 5;
export const LEAST_OVERLAP = 0.1;
/** A list may fall this far short of the network's number, beyond the usual, before it counts as half read. */
export const MOST_SHORTFALL = 10;
export const MOST_SHORTFALL_SHARE = 0.05;

/** Tells kinds of ids apart, so that a list keyed in another way is never compared with the roster. */
export function idKind(id: string): IdKind {
  if (/^did:/.test(id)) return 'did';
  if (/^\d+$/.test(id)) return 'number';
  if (/^https?:\/\//.test(id)) return 'uri';
  return 'name';
}

/** Decides whether a pull may be compared with the roster at all. A refused one is kept as a snapshot and changes nothing. */
export function gate(facts: PullFacts): GateResult {
  if (!facts.isComplete) {
    return refuse('incomplete', 'The list was not read to its end, so nobody can be said to have left.');
  }
  const { listed, common, networkCount } = facts;
  const expected = facts.expected - Math.min(facts.hidden ?? 0, facts.expected - common);
  if (listed === 0 && (networkCount === undefined ? expected > 0 : networkCount > 0)) {
    const instead =
      networkCount === undefined ? `${expected} were expected` : `the network itself counts ${networkCount}`;
    return refuse('empty', `The list came back empty although ${instead}.`);
  }
  const isStrange = common < expected * LEAST_OVERLAP;
  // One odd newcomer among people who are known says nothing of the others' ids.
  if (isStrange && isOtherKind(facts)) {
    return refuse(
      'other-ids',
      'The list names people by another kind of id than before, so nobody in it can be recognised.',
    );
  }
  if (facts.expected > 0 && networkCount !== undefined) {
    const unexplained = networkCount - listed - Math.max(0, facts.usualShortfall ?? 0);
    if (unexplained > Math.max(MOST_SHORTFALL, networkCount * MOST_SHORTFALL_SHARE)) {
      return refuse(
        'implausible-count',
        `The list has ${listed} people, but the network itself counts ${networkCount}: part of it is missing.`,
      );
    }
  }
  const isNobody = common === 0 && listed > 0 && expected >= LEAST_FOR_NOBODY;
  if (isNobody || (isStrange && expected >= LEAST_FOR_OVERLAP)) {
    const left = common === 0 ? 'Nobody' : `Only ${common}`;
    return refuse(
      'identity-change',
      `${left} of ${expected} people ${common > 1 ? 'are' : 'is'} still in the list: it may be another account's.`,
    );
  }
  return { accepted: true };
}

function isOtherKind({ rosterIdKind, listIdKind }: PullFacts): boolean {
  return rosterIdKind !== undefined && listIdKind !== undefined && rosterIdKind !== listIdKind;
}

function refuse(refusal: Refusal, reason: string): GateResult {
  return { accepted: false, refusal, reason };
}
