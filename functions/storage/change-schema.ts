import * as z from 'zod';
import { AUDIENCE_KINDS, CHANGE_KINDS, type Change, NETWORK_IDS, VERDICTS } from '../core/model.ts';
import type { StoredChange } from './items.ts';
import { profileSchema } from './profile-schema.ts';

/** A told change as it is stored. */
export const changeSchema = z.object({
  kind: z.enum(CHANGE_KINDS),
  person: profileSchema.extend({ id: z.string() }),
  verdict: z.enum(VERDICTS).optional(),
  at: z.number(),
  detectedAt: z.number(),
  evidence: z.array(z.object({ at: z.number(), asked: z.string(), answered: z.string() })).optional(),
  before: profileSchema.extend({ id: z.string() }).partial().optional(),
  awayMs: z.number().optional(),
  event: z.string().optional(),
}) satisfies z.ZodType<Change>;

export const storedChangeSchema = changeSchema.extend({
  id: z.string(),
  owner: z.string(),
  network: z.enum(NETWORK_IDS),
  audienceId: z.string(),
  audienceKind: z.enum(AUDIENCE_KINDS),
}) satisfies z.ZodType<StoredChange>;
