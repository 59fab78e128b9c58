import * as z from 'zod';
import type { Change, RosterRow } from '../core/model.ts';
import { changeSchema } from '../storage/change-schema.ts';
import { packJson, unpackJson } from '../storage/pack.ts';
import { cleanChange, cleanId } from './clean.ts';
import { fromColumns, MOST_ROWS, toColumns } from './segment.ts';
import { encodeInParts } from './split.ts';

/** What one commit changes. Drops are applied before puts; an id in both is put. */
export interface Delta {
  readonly puts: readonly RosterRow[];
  readonly drops: readonly string[];
  /** Told differences, in the order in which they are numbered. */
  readonly changes: readonly Change[];
}

type Entry = { readonly put: RosterRow } | { readonly drop: string } | { readonly change: Change };

const bodySchema = z.object({ rows: z.unknown(), drops: z.array(z.string()), changes: z.array(changeSchema) });

/** A delta as packed chunks of the log, at most 256 KB each; together they are the delta. */
export function encodeLog(delta: Delta): Uint8Array[] {
  const entries: Entry[] = [
    ...delta.drops.map((drop) => ({ drop })),
    ...delta.puts.map((put) => ({ put })),
    ...delta.changes.map((change) => ({ change })),
  ];
  return encodeInParts(entries, MOST_ROWS, (slice) => {
    const puts = slice.flatMap((entry) => ('put' in entry ? [entry.put] : []));
    return packJson({
      rows: toColumns(puts),
      drops: slice.flatMap((entry) => ('drop' in entry ? [cleanId(entry.drop)] : [])),
      changes: slice.flatMap((entry) => ('change' in entry ? [cleanChange(entry.change)] : [])),
    });
  }).map(({ data }) => data);
}

/** @throws Error if a chunk is damaged or not a chunk */
export function decodeLog(chunks: readonly unknown[]): Delta {
  const bodies = chunks.map((chunk) => bodySchema.parse(unpackJson(chunk)));
  return {
    puts: bodies.flatMap((body) => fromColumns(body.rows)),
    drops: bodies.flatMap((body) => body.drops),
    changes: bodies.flatMap((body) => body.changes),
  };
}
