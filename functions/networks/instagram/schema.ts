import * as z from 'zod';
import { handleText, lenient } from '../answers.ts';
import { paging } from '../facebook/schema.ts';

/** What we use of `IGUser`, `IGMedia` and `InsightsResult` of the Instagram Platform's reference, v26.0. */
const text = lenient(z.string());
const count = z.number().int().nonnegative();
const graphId = z.string().regex(/^\d{1,30}$/, 'expected a number as text');

export const igUser = z.object({
  id: graphId,
  /** With Instagram Login `id` is scoped to the app, and this is the account's own. */
  user_id: graphId.or(z.number().int().positive().transform(String)).optional(),
  username: handleText,
  name: text,
  biography: text,
  website: text,
  profile_picture_url: text,
  followers_count: lenient(count),
  follows_count: lenient(count),
});
export type IgUser = z.output<typeof igUser>;

/** A Page with the professional account that is linked to it. */
export const linkedUser = z.object({ id: graphId, instagram_business_account: igUser.optional() });

/** `like_count` is left out where the owner hides it. */
export const mediaList = z.object({
  data: z.array(z.object({ id: graphId, caption: text, timestamp: text, like_count: lenient(count) })),
  paging,
});

export const mediaLikes = z.object({ id: graphId, like_count: lenient(count) });

/** One total over the time asked about, broken down; without `breakdowns` where there are too few followers. */
export const totals = z.object({
  data: z.array(
    z.object({
      name: z.string(),
      total_value: z
        .object({
          breakdowns: z
            .array(
              z.object({
                dimension_keys: z.array(z.string()),
                results: z.array(z.object({ dimension_values: z.array(z.string()), value: count })).optional(),
              }),
            )
            .optional(),
        })
        .optional(),
    }),
  ),
});
export type Totals = z.output<typeof totals>;
