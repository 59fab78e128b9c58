import type { ListedPerson, RosterRow } from '../core/model.ts';
import type { KeptPart } from './parked.ts';

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

/** Some of the people of a state, as they were kept. */
export interface KeptPeople {
  readonly gained?: KeptPart<ListedPerson>;
  readonly edited?: KeptPart<EditedPerson>;
}

/** How many bits are set. */
export function bitsIn(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) {
    const pairs = byte - ((byte >> 1) & 0x55);
    const fours = (pairs & 0x33) + ((pairs >> 2) & 0x33);
    count += (fours + (fours >> 4)) & 0x0f;
  }
  return count;
}
