import { fixed } from '../core/fixed-bytes.ts';
import type { JsonBytes, ListedRows } from '../core/listed-rows.ts';

const SLOT = fixed('{"slot":');
const PERSON = fixed(',"person":');
const END = fixed('}');

/** Writes somebody edited (`EditedPerson`) as JSON, without making an object of them. @param rowPrint bound to their profile */
export function writeEdit(slot: number, rows: ListedRows, row: number, rowPrint: number, into: JsonBytes): void {
  into.copy(SLOT.view, 0, SLOT.size);
  into.number(slot);
  into.copy(PERSON.view, 0, PERSON.size);
  rows.writePerson(row, rowPrint, into);
  into.copy(END.view, 0, END.size);
}
