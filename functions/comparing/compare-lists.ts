import { IdForm } from './id-form.ts';
import { IdParts } from './id-parts.ts';
import { leftOver } from './in-step.ts';
import { LineWindow, type ReadBytes } from './line-window.ts';
import { OF_AFTER } from './same-ids.ts';
import { sampleOf } from './sample.ts';

/** How many more ids than the first lines promise there is room for: what is not used costs nothing. */
const SPARE = 1.25;

/** Where a list of ids comes from: one a line in UTF-8. */
export interface IdSource {
  /** Begins at the first byte, each time that it is called. */
  readonly open: () => ReadBytes;
  /** Bytes in all, for the right room to be made; 0 if nobody knows, and it can be opened once only. */
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
 * Compares two lists of ids without making strings of most of them: lists that come in the same order as their bytes,
 * others by numbers that their ids are packed into. Order, duplicates, empty lines and what ends the lines change nothing
 * but the time.
 * @param longest bytes that a line may have with its end
 * @throws IdListFormatError if a line is longer
 */
export function compareLists(before: IdSource, after: IdSource, longest?: number): ListDifference {
  return compareInStep(before, after, longest) ?? compareByParts(before, after, longest);
}

/** Reads the first list twice, unless both are the same. @returns undefined if the lists are not in step, or can be read once only */
function compareInStep(before: IdSource, after: IdSource, longest?: number): ListDifference | undefined {
  if (before.size === 0 || after.size === 0) return undefined;
  const left = leftOver(
    new LineWindow(before.open(), longest),
    new LineWindow(after.open(), longest),
    before.size + after.size,
  );
  return left?.difference(() => new LineWindow(before.open(), longest));
}

function compareByParts(before: IdSource, after: IdSource, longest?: number): ListDifference {
  const known = new LineWindow(before.open(), longest);
  const listed = new LineWindow(after.open(), longest);
  const { packing, lineLength } = sampleOf(known) ?? sampleOf(listed) ?? { packing: 'text', lineLength: 1 };
  const expected = ((before.size + after.size) / lineLength) * SPARE;
  const parts = new IdParts(new IdForm(packing), expected);
  parts.read(known, 0);
  parts.read(listed, OF_AFTER);
  return parts.difference();
}
