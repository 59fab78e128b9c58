import * as z from 'zod';

/**
 * Lists that are spread over several places (owners, accounts, posts) are read place after place: each in its own order,
 * a page going on where the one before ended. A position names the place and what was last read there, so that pages
 * stay whole while places and items come and go.
 */

/** How much one request may still read; a walk ends its page early rather than overdraw it. */
export interface Budget {
  left: number;
}

/** One change read costs 1. A request reads at most this many. */
export const MOST_READ = 5_000;
/** What asking one place costs, however little lies there. */
const STOP_COST = 100;

export interface Part<T> {
  readonly items: readonly T[];
  /** Where to go on in this place; JSON. Absent when it has been read to its end. */
  readonly next?: unknown;
}

const positionShape = z.object({ stop: z.string(), after: z.unknown().optional() });

/**
 * @param stops places in a stable order: sorted as text
 * @param start what an earlier walk gave as `next`
 * @param read reads up to `room` items of one place, from `after` on
 */
export async function walk<T>(
  stops: readonly string[],
  start: unknown,
  limit: number,
  budget: Budget,
  read: (stop: string, after: unknown, room: number) => Promise<Part<T>>,
): Promise<Part<T>> {
  const from = start === undefined ? undefined : positionShape.parse(start);
  const ahead = from === undefined ? stops : stops.filter((stop) => stop >= from.stop);
  const items: T[] = [];
  for (const [index, stop] of ahead.entries()) {
    const isPageFull = items.length >= limit || (index > 0 && budget.left <= 0);
    if (isPageFull) return { items, next: { stop } };
    budget.left -= STOP_COST;
    const part = await read(stop, stop === from?.stop ? from.after : undefined, limit - items.length);
    items.push(...part.items);
    if (part.next !== undefined) return { items, next: { stop, after: part.next } };
  }
  return { items };
}

/** A page of what one place holds as a whole, in the order of its sorted ids. */
export function pageById<T>(
  all: readonly T[],
  idOf: (item: T) => string,
  after: unknown,
  room: number,
): { readonly items: readonly T[]; readonly next?: string } {
  const last = z.string().optional().parse(after);
  const rest = all
    .filter((item) => last === undefined || idOf(item) > last)
    .toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  const items = rest.slice(0, room);
  const end = items.at(-1);
  return rest.length > items.length && end !== undefined ? { items, next: idOf(end) } : { items };
}
