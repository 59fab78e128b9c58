import type { ListedPerson } from './model.ts';

/** The bytes (UTF-8) of a profile as it is stored, of which its prints are made (see `roster/byte-print.ts`). */
export interface ProfileBytes {
  /** With room for any profile, and for whole words behind it. */
  readonly view: DataView;
  /** Where handle, address and the path of the avatar's address end, and where name and bio after them. */
  restEnd: number;
  textEnd: number;
  /** In UTF-16 units, as strings count them. */
  handleLength: number;
  urlLength: number;
  nameLength: number;
}

/** Takes a value of JSON piece by piece, as it is written. */
export interface JsonBytes {
  /** Bytes of JSON as they stand somewhere. @param view with room for a whole word behind `end` */
  copy(view: DataView, from: number, end: number): void;
  /** A whole number from 0 on. */
  number(value: number): void;
  /** Any other value. */
  value(value: unknown): void;
}

/** Knows the rows that a list is likely to show next, as they were written before. */
export interface ExpectedRows {
  /** A page begins: to be called before its first row. */
  begin(): void;
  /**
   * Slot of whoever's row has this print and this id, if they are among the next ones; -1 otherwise. The id counts by
   * itself: whoever writes their row so that it has the print of another's is still who they are.
   * @param view with room for whole words before and behind the id, which ends at `idEnd`
   */
  slotOf(print: number, view: DataView, idEnd: number, idSize: number): number;
}

/**
 * A page of people as the network sent it. Nearly all of them are who they were, which their bytes tell; objects are
 * made of the others alone. Everything that could be wrong with the page was found when it was read.
 */
export interface ListedRows {
  readonly length: number;
  /** What {@link ListedRows.idEnd} is a place in, with room for whole words before and behind each id. */
  readonly view: DataView;
  /** Slot of whoever has the row that was expected, and was not read therefore; -1 of all others. */
  slotOf(row: number): number;
  /**
   * Print of a row as it is written, in 32 bits, never 0. A list shows nearly everybody by the very bytes of last time, and
   * those need not be read: an edit is overlooked once in four billion.
   */
  printOf(row: number): number;
  /** Where the id of somebody ends, and of how many bytes it is; 0 if it does not stand there to the letter. */
  idEnd(row: number): number;
  idSize(row: number): number;
  /** Writes the profile of somebody without flags, who has no more than prints tell. @returns false for anybody else */
  writeProfile(row: number, into: ProfileBytes): boolean;
  personAt(row: number): ListedPerson;
  /** Writes the person that {@link ListedRows.personAt} gives, without making one. @param rowPrint that they are to have */
  writePerson(row: number, rowPrint: number, into: JsonBytes): void;
}
