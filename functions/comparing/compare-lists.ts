import { findElsewhere, unmarked } from './elsewhere.ts';
import { IdList } from './id-list.ts';
import { findInStep } from './in-step.ts';
import { LineWindow, type ReadBytes } from './line-window.ts';
import { packingOfLines, readIds } from './read-ids.ts';
import { TextNumbers } from './text-numbers.ts';

/** Where a list of ids comes from: one a line in UTF-8. */
export interface IdSource {
  readonly read: ReadBytes;
  /** Bytes in all, for the right room to be made; 0 if nobody knows. */
  readonly size: number;
}

/** What two lists of ids come to. */
export interface ListDifference {
  /** In the first and not in the second, in the first's order, each once. */
  readonly lost: Iterable<string>;
  /** In the second and not in the first, in the second's order, each once. */
  readonly gained: Iterable<string>;
}

/**
 * Compares two lists of ids without making strings of them. Ids are packed into numbers as they are read; whoever is in
 * step in both lists is found by comparing these, the others by their hashes. Order, duplicates, empty lines and what
 * ends the lines change nothing but the time.
 * @param longest bytes that a line may have with its end
 * @throws IdListFormatError if a line is longer
 */
export function compareLists(before: IdSource, after: IdSource, longest?: number): ListDifference {
  const windows = { before: new LineWindow(before.read, longest), after: new LineWindow(after.read, longest) };
  const packing = packingOfLines(windows.before) ?? packingOfLines(windows.after) ?? 'text';
  const texts = new TextNumbers();
  const known = new IdList(packing, texts);
  readIds(windows.before, known, before.size);
  const listed = new IdList(packing, texts);
  readIds(windows.after, listed, after.size);
  const found = findInStep(known, listed);
  findElsewhere(known, listed, found);
  return { lost: idsLeft(known, found.before), gained: idsLeft(listed, found.after) };
}

/** A list's ids that are not marked. They can be gone through any number of times. */
function idsLeft(list: IdList, found: Uint8Array): Iterable<string> {
  return {
    *[Symbol.iterator]() {
      for (const place of unmarked(found)) yield list.at(place);
    },
  };
}
