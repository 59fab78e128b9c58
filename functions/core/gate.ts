import type { Refusal } from './model.ts';
import { isBelieved, type ShortLists } from './short-lists.ts';

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
  /** Nothing was accepted before it: it would be the baseline. */
  readonly isFirst?: boolean;
  /** When it was read, epoch ms, and the lists refused before it because they fell short of the network's number. */
  readonly at?: number;
  readonly shortLists?: ShortLists;
  /** The kind of ids in the roster and in the list; see {@link idKind}. */
  readonly rosterIdKind?: IdKind;
  readonly listIdKind?: IdKind;
}

export type GateResult =
  | { readonly accepted: true }
  | { readonly accepted: false; readonly refusal: Refusal; readonly reason: string };

export type IdKind = 'did' | 'number' | 'uri' | 'name';

/** Below this many people in the roster, a small overlap says nothing; that nobody at all is left says something sooner. */
const LEAST_FOR_OVERLAP = 20;
const LEAST_FOR_NOBODY = 5;
const LEAST_OVERLAP = 0.1;
/** A list may fall this far short of the network's number, beyond the usual, before it counts as half read. */
const MOST_SHORTFALL = 10;
const MOST_SHORTFALL_SHARE = 0.05;
/** Of a first list it is not known yet how many people its network counts and does not list. */
const MOST_FIRST_SHORTFALL = 25;
const MOST_FIRST_SHORTFALL_SHARE = 0.25;

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
  const expected = facts.expected - (facts.hidden ?? 0);
  if (listed === 0 && (networkCount === undefined ? expected > 0 : networkCount > 0 && !isKnownAsEmpty(facts))) {
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
  if (isShort(facts)) {
    return refuse(
      'implausible-count',
      `The list has ${listed} people, but the network itself counts ${networkCount}: part of it is missing.`,
    );
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

/** Whether part of the list is missing, by the network's own number and by how far lists fell short of it before. */
function isShort(facts: PullFacts): boolean {
  const { listed, expected, networkCount = 0, isFirst = false, at = 0, shortLists } = facts;
  if (!isFirst && expected === 0) return false;
  const unexplained = networkCount - listed - usualShortfall(facts);
  const most = isFirst
    ? Math.max(MOST_FIRST_SHORTFALL, networkCount * MOST_FIRST_SHORTFALL_SHARE)
    : mostShortfall(networkCount);
  return unexplained > most && !isBelieved(shortLists, { listed, at, isFirst });
}

/** An owner accepted it as empty, and nobody to speak of was counted since. */
function isKnownAsEmpty(facts: PullFacts): boolean {
  const { expected, networkCount = 0 } = facts;
  const usual = usualShortfall(facts);
  return expected === 0 && usual > 0 && networkCount - usual <= mostShortfall(networkCount);
}

const usualShortfall = (facts: PullFacts): number => Math.max(0, facts.usualShortfall ?? 0);
const mostShortfall = (networkCount: number): number => Math.max(MOST_SHORTFALL, networkCount * MOST_SHORTFALL_SHARE);

function isOtherKind({ rosterIdKind, listIdKind }: PullFacts): boolean {
  return rosterIdKind !== undefined && listIdKind !== undefined && rosterIdKind !== listIdKind;
}

function refuse(refusal: Refusal, reason: string): GateResult {
  return { accepted: false, refusal, reason };
}
