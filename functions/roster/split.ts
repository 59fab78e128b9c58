/** Bytes of one packed part, at most: an item of DynamoDB ends at 400 KB, and keys and attributes need room. */
export const MOST_PART_BYTES = 256 * 1024;

/**
 * Encodes items in as few parts as fit the bound, in order, by halving what is too large. Text that compresses badly
 * ends in more parts, never in a part that is too large to be stored.
 * @param mostItems per part
 * @throws RangeError if a single item is too large; cleaning bounds them far below
 */
export function encodeInParts<T>(
  items: readonly T[],
  mostItems: number,
  encode: (slice: readonly T[]) => Uint8Array,
  mostBytes = MOST_PART_BYTES,
): { readonly items: readonly T[]; readonly data: Uint8Array }[] {
  const parts: { items: readonly T[]; data: Uint8Array }[] = [];
  const add = (slice: readonly T[]): void => {
    const data = encode(slice);
    if (data.byteLength <= mostBytes) {
      parts.push({ items: slice, data });
      return;
    }
    if (slice.length < 2) throw new RangeError(`One item takes ${data.byteLength} bytes, more than a part may have.`);
    const middle = Math.ceil(slice.length / 2);
    add(slice.slice(0, middle));
    add(slice.slice(middle));
  };
  for (let at = 0; at < items.length; at += mostItems) add(items.slice(at, at + mostItems));
  return parts;
}
