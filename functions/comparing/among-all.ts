import { hashOf } from '../roster/word-index.ts';
import type { IdList } from './id-list.ts';
import type { Found } from './in-step.ts';
import { OF_AFTER, putRow, type Rows, roomForRows } from './rows.ts';
import { SameIds } from './same-ids.ts';

/** Ids that are compared with each other at once: they and their hash table fit the processor's cache. */
const AT_ONCE = 8_192;
/** Ids that are gathered at once, for the sake of memory. */
const MOST_GATHERED = 2 ** 22;
/** Places that are worked on in one call: what is called often is compiled as a whole, not in the middle of a long loop. */
const STRETCH = 2_048;

/**
 * Compares everybody with everybody, whoever has been found or not. Ids with similar hashes make a part, and are copied
 * together first: to fetch each one from where it is takes longer than all the rest.
 * @param most how many are copied at a time, about
 */
export function findAmongAll(before: IdList, after: IdList, found: Found, most = MOST_GATHERED): void {
  const { width } = before;
  const all = before.size + after.size;
  const sizes = new Uint32Array(2 ** Math.max(0, Math.ceil(Math.log2(all / AT_ONCE))));
  inStretches(before, (from, end) => countParts(before, from, end, sizes));
  inStretches(after, (from, end) => countParts(after, from, end, sizes));
  const largest = sizes.reduce((one, other) => Math.max(one, other), 0);
  const rows = roomForRows(Math.min(all, most + largest), width);
  const same = new SameIds(rows, width, largest);
  found.before.fill(1);
  found.after.fill(1);
  for (let first = 0; first < sizes.length; ) {
    const parts = partsFrom(first, sizes, most);
    inStretches(before, (from, end) => gather(before, 0, from, end, parts, rows));
    inStretches(after, (from, end) => gather(after, OF_AFTER, from, end, parts, rows));
    let from = 0;
    for (let part = first; part < parts.end; part += 1) {
      const end = parts.ends[part] ?? 0;
      same.take(from, end);
      same.tell(found);
      from = end;
    }
    first = parts.end;
  }
}

/** Parts `first` up to `end`, and to which row each is filled: to where it begins, at first. */
interface Parts {
  readonly first: number;
  readonly end: number;
  readonly ends: Uint32Array;
}

function partsFrom(first: number, sizes: Uint32Array, most: number): Parts {
  const ends = new Uint32Array(sizes.length);
  let rows = 0;
  let end = first;
  for (; end < sizes.length && rows < most; end += 1) {
    ends[end] = rows;
    rows += sizes[end] ?? 0;
  }
  return { first, end, ends };
}

/** The lowest bits of the hash; the highest lead into a hash table. */
const partOf = ({ words, width }: IdList, place: number, parts: number): number =>
  hashOf(words, place * width, width) & (parts - 1);

function countParts(list: IdList, from: number, end: number, sizes: Uint32Array): void {
  for (let place = from; place < end; place += 1) {
    const part = partOf(list, place, sizes.length);
    sizes[part] = (sizes[part] ?? 0) + 1;
  }
}

function gather(list: IdList, mark: number, from: number, end: number, parts: Parts, rows: Rows): void {
  const { ends } = parts;
  for (let place = from; place < end; place += 1) {
    const part = partOf(list, place, ends.length);
    if (part < parts.first || part >= parts.end) continue;
    const row = ends[part] ?? 0;
    putRow(rows, row, list, place, mark);
    ends[part] = row + 1;
  }
}

function inStretches({ size }: IdList, work: (from: number, end: number) => void): void {
  for (let from = 0; from < size; from += STRETCH) work(from, Math.min(size, from + STRETCH));
}
