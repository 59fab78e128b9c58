/** So many older than the oldest listed, or so large a share, are no coincidence. */
const LEAST_OLDER = 5;
const LEAST_OLDER_SHARE = 0.1;
/** In a short list fewer say as much, if they are half of it. */
const LEAST_OLDER_OF_FEW = 2;
const LEAST_OLDER_SHARE_OF_FEW = 0.5;

export interface DateRange {
  /** Everybody who followed before this time is missing. Epoch ms. */
  readonly from: number;
  /** How many are, of how many whose time is known. */
  readonly older: number;
  readonly of: number;
}

/**
 * Whether a list covers only a range of dates: Meta's exports can be limited to one, and then hold whoever followed
 * within it, so that everybody who came earlier seems to have left. People leave in no order; those whom a range leaves
 * out are exactly the earliest.
 * @param listed since when each listed person has been there, epoch ms, where it is known
 * @param present the same of everybody who was there before, whether listed or not
 */
export function dateRangeOf(listed: Iterable<number>, present: Iterable<number>): DateRange | undefined {
  let from = Number.POSITIVE_INFINITY;
  for (const since of listed) from = Math.min(from, since);
  if (from === Number.POSITIVE_INFINITY) return undefined;
  let older = 0;
  let of = 0;
  for (const since of present) {
    of += 1;
    if (since < from) older += 1;
  }
  const isMany = older >= LEAST_OLDER && older >= of * LEAST_OLDER_SHARE;
  const isMostOfFew = older >= LEAST_OLDER_OF_FEW && older >= of * LEAST_OLDER_SHARE_OF_FEW;
  return isMany || isMostOfFew ? { from, older, of } : undefined;
}
