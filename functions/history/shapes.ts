import * as z from 'zod';
import { NETWORK_IDS } from '../core/model.ts';
import { iso } from '../storage/keys.ts';

/** Shapes that several answers share. Times go out as RFC 3339 in UTC. */
export const instantShape = z.iso.datetime({ precision: 3 });
export const networkShape = z.enum(NETWORK_IDS);
export const countShape = z.number().int().min(0);

/** A number of milliseconds as RFC 3339, or nothing for nothing. */
export function instantOf(ms: number): string;
export function instantOf(ms: number | undefined): string | undefined;
export function instantOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : iso(ms);
}

/** What could not be read and why, in words for the owner. */
export const errorShape = z.strictObject({ code: z.string(), message: z.string(), at: instantShape });

/** A list: `next`, where there is more, is the `cursor` of the page that follows. Pages may be shorter than `limit`. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), next: z.string().optional() });

export const problemShape = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  errors: z.array(z.strictObject({ parameter: z.string(), message: z.string() })).optional(),
  correlationId: z.string().optional(),
});
