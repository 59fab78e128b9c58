import { type Packing, packingOf } from '../../functions/roster/id-words.ts';
import { PackedIds } from '../../functions/roster/packed-ids.ts';

const NEWLINE = 10;
const RETURN = 13;
/** How much of a list tells of which form its ids are. */
const SAMPLE_BYTES = 2_048;
/** How far ahead of the one found last somebody is looked for: those in between have left. */
const AHEAD = 8;
/** When more than this part of a list is out of order, it is in no order at all. */
const MOST_ASIDE_SHARE = 1 / 16;
const LEAST_ASIDE = 1_000;

/** What two lists of ids come to. */
export interface ListDifference {
  /** In the first and not in the second, in the first's order. */
  readonly lost: readonly string[];
  /** In the second and not in the first, in the second's order, each once. */
  readonly gained: readonly string[];
}

/**
 * Compares two lists of ids, one a line in UTF-8, without making strings of them. Lists come in much the same order each
 * time (newest first), so each id is looked for right after the one found last. Whoever is not there is put aside and
 * looked for at the end; only if that becomes a large part of the list is an index of all made. Order, duplicates, empty
 * lines and carriage returns change nothing but the time.
 * @param before names nobody twice, as a roster does
 */
export function compareIdLists(before: Uint8Array, after: Uint8Array): ListDifference {
  const packing = packingOf(sampleOf(before));
  const known = readIds(before, packing);
  const listed = readIds(after, packing);
  const seen = new Uint8Array(known.size);
  const most = Math.max(LEAST_ASIDE, known.size * MOST_ASIDE_SHARE);
  const aside: number[] = [];
  let next = 0;
  for (let at = 0; at < listed.size; at += 1) {
    let slot = -1;
    if (aside.length <= most) {
      for (let ahead = next; ahead < next + AHEAD && slot === -1; ahead += 1) {
        if (known.isSame(ahead, listed, at)) slot = ahead;
      }
    } else if (known.isSame(next, listed, at)) slot = next;
    else slot = known.findOf(listed, at);
    if (slot === -1) aside.push(at);
    else {
      next = slot + 1;
      seen[slot] = 1;
    }
  }
  const gained = freshOf(listed, aside, known, seen);
  const lost: string[] = [];
  for (let slot = 0; slot < seen.length; slot += 1) if (seen[slot] === 0) lost.push(known.at(slot));
  return { lost, gained };
}

/** Those put aside whom nobody knows, each once; whoever is known is marked as seen. */
function freshOf(listed: PackedIds, aside: readonly number[], known: PackedIds, seen: Uint8Array): string[] {
  const strangers = new PackedIds(known.packing, aside.length);
  for (const at of aside) strangers.append(listed, at, at + 1);
  const isKnown = new Uint8Array(strangers.size);
  if (strangers.size > known.size * MOST_ASIDE_SHARE) {
    for (let at = 0; at < strangers.size; at += 1) {
      const slot = known.findOf(strangers, at);
      if (slot === -1) continue;
      seen[slot] = 1;
      isKnown[at] = 1;
    }
  } else {
    // The other way round is faster: an index of few, and each known id once, in order.
    for (let slot = 0; strangers.size > 0 && slot < known.size; slot += 1) {
      const at = strangers.findOf(known, slot);
      if (at === -1) continue;
      seen[slot] = 1;
      isKnown[at] = 1;
    }
  }
  const fresh: string[] = [];
  for (let at = 0; at < strangers.size; at += 1) {
    // Of somebody named twice, the index knows the first.
    if (isKnown[at] === 0 && strangers.findOf(strangers, at) === at) fresh.push(strangers.at(at));
  }
  return fresh;
}

function readIds(list: Uint8Array, packing: Packing): PackedIds {
  const ids = new PackedIds(packing, Math.ceil(list.length / (packing === 'plc' ? 33 : 12)));
  for (let from = 0; from < list.length; ) {
    const end = ids.pushBytes(list, from);
    if (end !== -1 && isLineEnd(list, end)) {
      from = end + 1;
      continue;
    }
    if (end !== -1) ids.pop();
    const stop = lineEnd(list, from);
    const id = textOf(list, from, stop);
    if (id !== '') ids.push(id);
    from = stop + 1;
  }
  return ids;
}

function sampleOf(list: Uint8Array): string[] {
  const lines = textOf(list, 0, Math.min(list.length, SAMPLE_BYTES)).split('\n');
  return lines.map((line) => line.replace(/\r$/, '')).filter((line) => line !== '');
}

const isLineEnd = (list: Uint8Array, at: number): boolean => at === list.length || list[at] === NEWLINE;

function lineEnd(list: Uint8Array, from: number): number {
  const end = list.indexOf(NEWLINE, from);
  return end === -1 ? list.length : end;
}

const decoder = new TextDecoder();
const textOf = (list: Uint8Array, from: number, end: number): string =>
  decoder.decode(list.subarray(from, end > from && list[end - 1] === RETURN ? end - 1 : end));
