import type * as z from 'zod';
import { csvOf } from './csv.ts';
import { LARGEST_ANSWER } from './limits.ts';
import type { ListQuery } from './parameters.ts';
import { Problem } from './problem.ts';
import type { Reply } from './reply.ts';

interface Asked {
  readonly path: string;
  /** As it came. */
  readonly query: Readonly<Record<string, string>>;
}

interface Page {
  readonly items: readonly unknown[];
  readonly next?: string | undefined;
}

const TYPES = {
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
} as const;

/**
 * A page of a list in the form that was asked for, below what a Lambda may answer: one that is too large is asked for
 * again with half as many items. `Link: <…>; rel="next"` leads on, whatever the form.
 */
export async function answerList(
  asked: Asked,
  item: z.ZodType,
  { limit, format, cursor }: ListQuery,
  read: (limit: number) => Promise<Page>,
): Promise<Reply> {
  for (let most = limit; most >= 1; most = Math.floor(most / 2)) {
    const page = await read(most);
    const body = bodyOf(page, item, format, cursor === undefined);
    if (Buffer.byteLength(body) > LARGEST_ANSWER) continue;
    const link = page.next === undefined ? undefined : linkTo(asked, page.next);
    return {
      status: 200,
      headers: { 'content-type': TYPES[format], ...(link === undefined ? {} : { link }) },
      body,
    };
  }
  throw new Problem(422, 'A single item of this list is larger than an answer may be.');
}

/** Later pages of a CSV have no header, so that pages put one after the other are one file. */
function bodyOf(page: Page, item: z.ZodType, format: ListQuery['format'], isFirst: boolean): string {
  if (format === 'csv') return csvOf(page.items, item, { header: isFirst });
  if (format === 'ndjson') return page.items.map((one) => `${JSON.stringify(one)}\n`).join('');
  return JSON.stringify(page);
}

function linkTo({ path, query }: Asked, next: string): string {
  const address = path.split('/').map(encodeURIComponent).join('/');
  return `<${address}?${new URLSearchParams({ ...query, cursor: next })}>; rel="next"`;
}
