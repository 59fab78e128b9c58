import { batchWrite, type Db } from '../storage/db.ts';
import { type Claim, type HeadPatch, updateUnderClaim } from '../storage/heads.ts';
import type { CheckpointPointer, Head, RefusedPointer } from '../storage/items.ts';
import { checkpointKey } from '../storage/keys.ts';
import { sumOf } from './byte-sum.ts';
import {
  type CheckpointBody,
  differenceOf,
  encodeBody,
  encodeEdited,
  encodeGained,
  encodeSeen,
  type PartRange,
  type PartSums,
} from './checkpoint-codec.ts';
import { readBody, readSeen } from './checkpoint-read.ts';
import type { Comparison } from './comparison.ts';
import { FirstComparison } from './first-comparison.ts';
import { keptComparison } from './kept-comparison.ts';
import type { Roster } from './roster.ts';
import { letGo } from './typed-memory.ts';
import { type Part, writeParts } from './write-once.ts';

/** How far a walk has come. */
export interface WalkPosition {
  /** Where the next page starts; undefined before the first. */
  readonly cursor: string | undefined;
  readonly startedAt: number;
  readonly pages: number;
}

export interface Checkpoint extends WalkPosition {
  readonly comparison: Comparison;
}

/** What of a comparison lies in the table already, so that the next save appends to it. */
interface Saved {
  readonly sequence: number;
  readonly gained: number;
  readonly edited: number;
  /** The bitmap of who had been seen; it may be shorter than that of now. */
  readonly seen: Uint8Array;
  readonly gainedParts: readonly PartRange[];
  readonly editedParts: readonly PartRange[];
  readonly seenParts: readonly PartRange[];
  /** Undefined if the walk began before there were any. */
  readonly sums: PartSums | undefined;
  /** Sort key of the body, which each save writes anew. */
  readonly body: string | undefined;
}

const NOTHING: Saved = {
  sequence: 0,
  gained: 0,
  edited: 0,
  seen: new Uint8Array(0),
  gainedParts: [],
  editedParts: [],
  seenParts: [],
  sums: { gained: 0, edited: 0, seen: 0 },
  body: undefined,
};
const saves = new WeakMap<Comparison, Saved>();

/**
 * Keeps a walk that must wait: parts first, under keys of this claim and of this save alone, then the head's pointer,
 * which only moves for the claim that holds. Only what came since the last save is written; of the bitmap, what has changed.
 * @returns false if somebody else has claimed or committed; then nothing of it will be read
 */
export async function saveCheckpoint(
  db: Db,
  claim: Claim,
  roster: Roster,
  comparison: Comparison,
  position: WalkPosition,
): Promise<boolean> {
  return save(db, claim, roster, comparison, position, (checkpoint) => ({ checkpoint }));
}

/**
 * Keeps a walk that reached its end and was refused, in the same way but apart from the one that waits, so that the
 * owner can still take it as it was. It replaces the one refused before.
 * @returns false if somebody else has claimed or committed; then nothing of it will be read
 */
export async function saveRefused(
  db: Db,
  claim: Claim,
  roster: Roster,
  comparison: Comparison,
  facts: Pick<WalkPosition, 'startedAt' | 'pages'> & Pick<RefusedPointer, 'at' | 'listsFullProfiles'>,
): Promise<boolean> {
  const { at, listsFullProfiles, ...rest } = facts;
  const position = { ...rest, cursor: undefined };
  return save(db, claim, roster, comparison, position, (pointer) => ({
    checkpoint: null,
    refused: { ...pointer, at, listsFullProfiles },
    refusedAt: at,
  }));
}

async function save(
  db: Db,
  claim: Claim,
  roster: Roster,
  comparison: Comparison,
  position: WalkPosition,
  patch: (pointer: CheckpointPointer) => HeadPatch,
): Promise<boolean> {
  const { head, fence } = claim;
  const before = saves.get(comparison) ?? NOTHING;
  const { sequence } = before;
  // A save that fails halfway must not share its keys with the next one: it may have got further than it knows.
  saves.set(comparison, { ...before, sequence: sequence + 1 });

  const first = comparison instanceof FirstComparison ? await comparison.flush() : undefined;
  const { counts, ...state } = comparison.stateSince(before);
  const parts: Part[] = [];
  const append = (chunks: readonly Uint8Array[]): PartRange | undefined => {
    const first = parts.length + 1;
    for (const data of chunks) {
      parts.push({ key: checkpointKey(head.key, fence, sequence, parts.length + 1), attributes: { data } });
    }
    return chunks.length === 0 ? undefined : { fence, sequence, first, last: parts.length };
  };
  const gainedChunks = encodeGained(state.gained);
  const editedChunks = encodeEdited(state.edited);
  const difference = differenceOf(before.seen, state.seen);
  const seenChunks = encodeSeen(difference);
  letGo(difference);
  const gained = append(gainedChunks);
  const edited = append(editedChunks);
  const seen = append(seenChunks);
  const sums = before.sums && {
    gained: sumOf(gainedChunks, before.sums.gained),
    edited: sumOf(editedChunks, before.sums.edited),
    seen: sumOf(seenChunks, before.sums.seen),
  };
  const gainedParts = [...before.gainedParts, ...(gained === undefined ? [] : [gained])];
  const editedParts = [...before.editedParts, ...(edited === undefined ? [] : [edited])];
  const seenParts = [...before.seenParts, ...(seen === undefined ? [] : [seen])];
  const body: CheckpointBody = {
    version: roster.version,
    generation: generationOf(roster, first, seenParts),
    ...(position.cursor === undefined ? {} : { cursor: position.cursor }),
    startedAt: position.startedAt,
    pages: position.pages,
    duplicates: state.duplicates,
    gained: gainedParts,
    edited: editedParts,
    seen: seenParts,
    ...(sums === undefined ? {} : { sums }),
    ...(first === undefined ? {} : { first }),
  };
  const bodyKey = checkpointKey(head.key, fence, sequence, 0);
  await writeParts(db, [...parts, { key: bodyKey, attributes: { data: encodeBody(body) } }]);
  const pointer = { fence, sequence, version: roster.version, startedAt: position.startedAt };
  if (!(await updateUnderClaim(db, claim, patch(pointer), { version: roster.version }))) return false;

  letGo(before.seen);
  saves.set(comparison, {
    ...counts,
    sequence: sequence + 1,
    seen: state.seen.slice(),
    gainedParts,
    editedParts,
    seenParts,
    sums,
    body: bodyKey.sk,
  });
  if (before.body !== undefined) await batchWrite(db, [{ delete: { pk: bodyKey.pk, sk: before.body } }]);
  return true;
}

/**
 * The generation that a checkpoint counts on: the roster's, or the one that a first walk has begun. Older code, which
 * knows neither that nor a bitmap in differences, finds another than the roster's, and starts the walk again.
 */
function generationOf(roster: Roster, first: CheckpointBody['first'], seen: CheckpointBody['seen']): string {
  const generation = first === undefined || first.people === 0 ? roster.generation : first.generation;
  return seen.length > 1 ? `${generation} in differences` : generation;
}

/**
 * The walk that waits, ready to go on; undefined if there is none, if the roster has changed since, or if a part of it
 * is gone or damaged: then the walk starts again, which costs pages and never a person.
 * @throws what the table throws: then nothing is wrong with the checkpoint
 */
export async function loadCheckpoint(db: Db, head: Head, roster: Roster): Promise<Checkpoint | undefined> {
  return load(db, head, head.checkpoint, roster);
}

/** The walk that was refused last, whole; undefined as for {@link loadCheckpoint}: then the list has to be read again. */
export async function loadRefused(db: Db, head: Head, roster: Roster): Promise<Checkpoint | undefined> {
  return load(db, head, head.refused, roster);
}

async function load(
  db: Db,
  head: Head,
  pointer: CheckpointPointer | undefined,
  roster: Roster,
): Promise<Checkpoint | undefined> {
  if (pointer === undefined || pointer.version !== roster.version) return undefined;
  const body = await readBody(db, head.key, pointer);
  if (body === undefined || body.version !== roster.version) return undefined;
  if (body.generation !== generationOf(roster, body.first, body.seen)) return undefined;
  const seen = await readSeen(db, head.key, body.seen, Math.ceil(roster.size / 8), body.sums?.seen);
  if (seen === undefined) return undefined;
  const comparison = await keptComparison(db, head, roster, body, seen);
  if (comparison === undefined) return undefined;
  saves.set(comparison, {
    sequence: pointer.sequence + 1,
    ...comparison.counts(),
    seen,
    gainedParts: body.gained,
    editedParts: body.edited,
    seenParts: body.seen,
    sums: body.sums,
    body: checkpointKey(head.key, pointer.fence, pointer.sequence, 0).sk,
  });
  return { comparison, cursor: body.cursor, startedAt: body.startedAt, pages: body.pages };
}
