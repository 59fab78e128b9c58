import * as z from 'zod';
import type { Profile } from '../core/model.ts';

/** A profile as it is stored. */
export const profileSchema = z.object({
  handle: z.string(),
  url: z.string(),
  name: z.string().optional(),
  bio: z.string().optional(),
  location: z.string().optional(),
  links: z.array(z.string()).optional(),
  verifiedLinks: z.array(z.string()).optional(),
  avatar: z.string().optional(),
  reach: z.number().optional(),
  organisation: z.string().optional(),
  isProtected: z.boolean().optional(),
  isMemorial: z.boolean().optional(),
  isBot: z.boolean().optional(),
}) satisfies z.ZodType<Profile>;
