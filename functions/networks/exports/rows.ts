import { isBlank } from '../../core/blank-rows.ts';
import type { AudienceKind, ListedPerson } from '../../core/model.ts';
import { isNameless } from '../../core/nameless.ts';
import { ImportError } from './errors.ts';
import type { FoundList } from './found-export.ts';

/** People that are handed on at once. */
const PART = 1_000;
/** So many rows may name nobody, beside a share of all, before it is the file that is not understood. */
const LEAST_UNREAD = 5;
const MOST_UNREAD_SHARE = 0.2;

/**
 * A list made of rows. Rows that name nobody are passed over (unless their time says who it is) and counted; where many
 * do, the file is of a form that is not known, and taking the rest of it for the whole list would tell of losses that
 * are none. Rows with nothing in them are known to occur, and are handed on to be counted.
 * @param personOf undefined for a row that names nobody
 */
export function listOfRows(
  kind: AudienceKind,
  name: string,
  rows: () => AsyncIterable<unknown>,
  personOf: (row: unknown) => ListedPerson | undefined,
): FoundList {
  let passedOver = 0;
  let blank = 0;
  async function* people(): AsyncGenerator<readonly ListedPerson[]> {
    let part: ListedPerson[] = [];
    let found = 0;
    for await (const row of rows()) {
      const person = personOf(row);
      if (person !== undefined && isBlank(person.id)) blank += 1;
      else if (person === undefined || isNameless(person.id)) passedOver += 1;
      else found += 1;
      if (person === undefined) continue;
      part.push(person);
      if (part.length === PART) {
        yield part;
        part = [];
      }
    }
    if (passedOver > LEAST_UNREAD && passedOver > (found + passedOver) * MOST_UNREAD_SHARE) {
      throw new ImportError(
        `${passedOver} of ${found + passedOver} rows of ${name} name nobody that could be recognised: the export has another form than is known here. Look for a newer version of Rekindle.`,
      );
    }
    if (part.length > 0) yield part;
  }
  return { kind, people, passedOver: () => passedOver + blank };
}
