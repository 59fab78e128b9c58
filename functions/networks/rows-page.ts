import type { ListedRows } from '../core/listed-rows.ts';
import type { ListedPerson } from '../core/model.ts';
import type { Page } from './network.ts';

/** A page whose people become objects when somebody asks for them. */
export class RowsPage implements Page {
  readonly rows: ListedRows;
  readonly next?: string;
  #people: readonly ListedPerson[] | undefined;

  constructor(rows: ListedRows, next: string | undefined) {
    this.rows = rows;
    if (next !== undefined) this.next = next;
  }

  get people(): readonly ListedPerson[] {
    this.#people ??= Array.from({ length: this.rows.length }, (_, row) => this.rows.personAt(row));
    return this.#people;
  }
}
