import type { ListedRows } from '../core/listed-rows.ts';
import type { ListedPerson } from '../core/model.ts';
import type { Page } from './network.ts';

/** A page whose people become objects when somebody asks for them. @param next where the next one starts, if there is one */
export function rowsPage(rows: ListedRows, next: string | undefined): Page {
  let people: readonly ListedPerson[] | undefined;
  return {
    get people() {
      people ??= Array.from({ length: rows.length }, (_, row) => rows.personAt(row));
      return people;
    },
    rows,
    ...(next !== undefined && { next }),
  };
}
