import { cursorsFor } from './cursor.ts';
import type { ListQuery } from './parameters.ts';
import type { Asked } from './route.ts';
import type { Part } from './walk.ts';

/** What a cursor is bound to, besides the filters: the path with its id, and whose data it is about. */
export interface Question {
  readonly path: string;
  readonly owners: readonly string[];
}

/**
 * One page of a list: reads from where the cursor says and signs where the next page starts.
 * @param read reads a page from a position of an earlier page, or the first without one
 * @throws Problem 400 naming `cursor` if it belongs to another question
 */
export async function answerPage<T, Q extends ListQuery>(
  { deps, query }: Pick<Asked<unknown, Q>, 'deps' | 'query'>,
  question: Question,
  read: (position: unknown) => Promise<Part<T>>,
): Promise<{ items: T[]; next?: string }> {
  // How long pages are and what they look like may change from page to page; everything else belongs to the question.
  const { cursor, limit: _, format: __, ...filters } = query;
  const cursors = cursorsFor(await deps.signingKey(), [question.path, question.owners, Object.entries(filters).sort()]);
  const { items, next } = await read(cursor === undefined ? undefined : cursors.read(cursor));
  return next === undefined ? { items: [...items] } : { items: [...items], next: cursors.write(next) };
}
