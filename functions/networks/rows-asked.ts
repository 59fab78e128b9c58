import { JsonKeys } from './json-keys.ts';
import { RowSizes } from './row-prints.ts';

/** Where an answer has its rows, and which of their fields are wanted. To be made once: it learns how rows are written. */
export class RowsAsked {
  /** Key of the list, in the answer's outermost object. */
  readonly list: string;
  /** How many fields are wanted; they are numbered as they were given. */
  readonly fields: number;
  readonly keys: JsonKeys;
  readonly reading: number;
  readonly sizes = new RowSizes();

  /**
   * @param fields the first of them is the first of each row, and of nothing that is nested in rows
   * @param reading number of the way in which rows are read: what was read in another way is read anew
   */
  constructor(list: string, fields: readonly string[], reading = 0) {
    this.list = list;
    this.fields = fields.length;
    this.reading = reading;
    this.keys = new JsonKeys(fields);
  }
}
