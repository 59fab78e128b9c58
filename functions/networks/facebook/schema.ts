import * as z from 'zod';
import { handleText, lenient } from '../answers.ts';

/** What we use of `Page`, `Post`, `Profile` (of a reaction) and `InsightsResult` of the Graph API's reference, v26.0. */
const text = lenient(z.string());
const count = z.number().int().nonnegative();
const graphId = z.string().regex(/^\d{1,30}$/, 'expected a number as text');
/** A post is named by its Page and its own number. */
const postId = z.string().regex(/^\d{1,30}_\d{1,30}$/, 'expected PAGE_POST');

const cursor = z.string().min(1).max(2_000);
/** `next` is an address with the token in it, so only whether it is there is taken, and the cursor beside it. */
export const paging = z
  .object({ cursors: z.object({ after: cursor.optional() }).optional(), next: z.string().optional() })
  .optional();

export const page = z.object({
  id: graphId,
  name: handleText,
  username: text,
  about: text,
  link: text,
  website: text,
  picture: lenient(z.object({ data: z.object({ url: z.string() }) })),
  location: lenient(z.object({ city: text, country: text })),
  fan_count: lenient(count),
  followers_count: lenient(count),
});

export const pageCounts = z.object({ id: graphId, fan_count: lenient(count), followers_count: lenient(count) });

const summary = z.object({ total_count: count });
const reaction = z.object({ id: graphId, name: z.string().optional(), type: text });

export const reactionPage = z.object({ data: z.array(reaction), paging, summary: summary.optional() });
export type ReactionPage = z.output<typeof reactionPage>;

export const postList = z.object({
  data: z.array(
    z.object({
      id: postId,
      created_time: text,
      message: text,
      reactions: z.object({ data: z.array(z.object({ id: graphId })), summary: summary.optional() }).optional(),
    }),
  ),
  paging,
});

export type Post = z.output<typeof postList>['data'][number];

export const reactionCount = z.object({ id: postId, reactions: z.object({ summary }).optional() });

/** One value a day, with the end of that day; a day that is not settled yet is not there. */
export const insights = z.object({
  data: z.array(
    z.object({
      name: z.string(),
      period: z.string(),
      values: z.array(z.object({ value: count, end_time: z.string() })),
    }),
  ),
});
