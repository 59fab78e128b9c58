import type { RosterRow } from './model.ts';

/** What the rules ask of everybody at once who was not listed: how one of them fares depends on the others. */
export type AbsentPerson = Pick<RosterRow, 'id' | 'state' | 'stateAt' | 'absentAtPull' | 'returns'>;

/**
 * Everybody who was not listed, numbered in their order from 0. They may be walked through again and again and are always
 * the same: an array of rows, or what keeps no more than is asked for.
 */
export interface AbsentPeople extends Iterable<AbsentPerson> {
  readonly length: number;
}

/** What they ask of those who were away and are listed again. */
export type BackPerson = Pick<RosterRow, 'state' | 'absentAtPull'>;

/** Somebody of them with their whole row. */
export interface AbsentRow {
  /** Among {@link AbsentPeople}. */
  readonly number: number;
  readonly row: RosterRow;
}
