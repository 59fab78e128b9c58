import { createHash } from 'node:crypto';
import * as z from 'zod';

/**
 * A backup is NDJSON, gzipped: a header, one item a line, and a manifest. It is written as the table is read and needs
 * no room besides, so what can only be known at the end stands there; a file that was cut short has none.
 */
export const headerSchema = z.strictObject({
  rekindle: z.literal('backup'),
  format: z.literal(1),
  /** The form of items that the version which made it knew. */
  schema: z.int().min(1),
  madeAt: z.iso.datetime(),
  /** What a folder remembers outside of its table. */
  state: z.record(z.string(), z.unknown()).optional(),
});
export type Header = z.output<typeof headerSchema>;

export const manifestSchema = z.strictObject({
  manifest: z.strictObject({
    items: z.int().min(0),
    /** How many of each kind, by the beginning of their keys. */
    kinds: z.record(z.string(), z.int().min(1)),
    /** Of all lines before, each with its line break. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    /** How many people were erased, and which key recognises them; never the key. */
    erased: z.int().min(0),
    erasureKey: z.string().optional(),
  }),
});
export type Manifest = z.output<typeof manifestSchema>['manifest'];

/** Longest line: an item has at most 400 KB, which base64 makes a third longer. */
export const LONGEST_LINE = 2_000_000;

/** The kind of an item, for counting: `A`, `B`, `O` … */
export const kindOf = (pk: string): string => pk.split('#', 1)[0] ?? '';

/** Tells one erasure key from another; says nothing of it, since keys are 256 random bits. */
export function erasureKeyMark(key: string): string {
  return createHash('sha256').update(`rekindle backup 1\n${key}`).digest('hex').slice(0, 32);
}
