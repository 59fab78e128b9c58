import type { ListedPerson, RosterRow } from '../core/model.ts';

/** Somebody whom a list shows otherwise than the roster knows them. */
export interface EditedPerson {
  readonly slot: number;
  readonly person: ListedPerson;
}

/** Somebody listed whom the roster knows, with their row in it. */
export interface Sighting {
  readonly slot: number;
  readonly row: RosterRow;
  readonly listed: ListedPerson;
  /** With other fields than before; else they were away, and are as they were. */
  readonly isEdited: boolean;
}

/** What a comparison has seen so far, to be kept while it waits. Gained and edited only ever grow at their end. */
export interface ComparisonState {
  /** One bit a slot, lowest bit first. */
  readonly seen: Uint8Array;
  readonly duplicates: number;
  readonly gained: readonly ListedPerson[];
  readonly edited: readonly EditedPerson[];
}

/** The same, of people who are unpacked while they are taken over. */
export type KeptState = Pick<ComparisonState, 'seen' | 'duplicates'> & {
  readonly gained: Iterable<ListedPerson>;
  readonly edited: Iterable<EditedPerson>;
};
