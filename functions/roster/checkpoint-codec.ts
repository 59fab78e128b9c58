import * as z from 'zod';
import type { ListedPerson } from '../core/model.ts';
import { packBytes, packJson, unpackBytes, unpackJson } from '../storage/pack.ts';
import { profileSchema } from '../storage/profile-schema.ts';
import type { EditedPerson } from './comparison.ts';
import { MOST_ROWS } from './segment.ts';
import { encodeInParts, MOST_PART_BYTES } from './split.ts';

const count = z.number().int().min(0);
/** Number of a part in its key. */
const part = count.max(9_999);
const rangeSchema = z
  .object({ fence: count, sequence: count, first: part, last: part })
  .refine(({ first, last }) => first <= last);
const sumsSchema = z.object({ gained: count, edited: count, seen: count });
const bodySchema = z.object({
  version: count,
  generation: z.string(),
  cursor: z.string().optional(),
  startedAt: z.number(),
  pages: count,
  duplicates: count,
  gained: z.array(rangeSchema),
  edited: z.array(rangeSchema),
  seen: z.array(rangeSchema),
  /** Absent from those of walks that began before November 2026. */
  sums: sumsSchema.optional(),
  first: z
    .object({
      at: z.number(),
      listsFullProfiles: z.boolean(),
      generation: z.string(),
      segments: count,
      bytes: count,
      people: count,
      checksum: z.string(),
      sum: count.optional(),
    })
    .optional(),
});

/** Parts `first` to `last` of one save. */
export type PartRange = Readonly<z.output<typeof rangeSchema>>;

/** Sums of all parts of each kind, as they lie in the table. */
export type PartSums = Readonly<z.output<typeof sumsSchema>>;

/** What a checkpoint says of itself and where its parts lie; `first`: of a first walk, what it has written of a base. */
export type CheckpointBody = Readonly<z.output<typeof bodySchema>>;

const personSchema = z.object({
  id: z.string(),
  profile: profileSchema,
  since: z.number().optional(),
  rowPrint: z.number().int().min(0).max(0xffff_ffff).optional(),
}) satisfies z.ZodType<ListedPerson>;
const gainedSchema = z.array(personSchema);
const editedSchema = z.array(z.object({ slot: count, person: personSchema }));

export const encodeBody = (body: CheckpointBody): Uint8Array => packJson(body);
export const decodeBody = (data: unknown): CheckpointBody => bodySchema.parse(unpackJson(data));

export function encodeGained(people: readonly ListedPerson[]): Uint8Array[] {
  return encodeInParts(people, MOST_ROWS, packJson).map(({ data }) => data);
}

export const decodeGained = (data: unknown): ListedPerson[] => gainedSchema.parse(unpackJson(data));

export function encodeEdited(people: readonly EditedPerson[]): Uint8Array[] {
  return encodeInParts(people, MOST_ROWS, packJson).map(({ data }) => data);
}

export const decodeEdited = (data: unknown): EditedPerson[] => editedSchema.parse(unpackJson(data));

/**
 * In which bits two bitmaps differ, the first of which may be shorter; put over the first again, it gives the second.
 * Of a list in no order the whole bitmap does not compress, and what one walk after the other adds to it does.
 */
export function differenceOf(before: Uint8Array, now: Uint8Array): Uint8Array<ArrayBuffer> {
  const bits = new Uint8Array(now);
  putOver(bits, 0, before);
  return bits;
}

/** Puts a difference over a bitmap, or a part of one from a byte on; what is beyond its end is left out. */
export function putOver(bits: Uint8Array, from: number, difference: Uint8Array): void {
  const end = Math.min(difference.length, bits.length - from);
  for (let at = 0; at < end; at += 1) {
    const byte = difference[at] ?? 0;
    // Of most people nothing has been heard since.
    if (byte !== 0) bits[from + at] = (bits[from + at] ?? 0) ^ byte;
  }
}

/** The bitmap in parts, each packed by itself: a walk goes through a roster in order, so most of it is runs. */
export function encodeSeen(seen: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  // Bits that do not compress grow by a few bytes when packed.
  const most = MOST_PART_BYTES - 1_024;
  for (let at = 0; at < seen.length; at += most) parts.push(packBytes(seen.subarray(at, at + most)));
  return parts;
}

/** One part, to be put over the bitmap; its memory may be given back then. */
export const decodeSeen = (part: unknown): Uint8Array => unpackBytes(part);
