import * as z from 'zod';
import { handleText, lenient } from '../answers.ts';

/** What we use of `Channel`, `Subscription` and `ResultTable` of YouTube's Data API v3 and Analytics API v2. */
const text = lenient(z.string());
const channelId = z.string().regex(/^UC[A-Za-z0-9_-]{22}$/, 'expected a channel id');
/** Counts are written as text. */
const numeral = lenient(
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
);
const thumbnails = lenient(z.object({ default: z.object({ url: z.string() }) }));

const channel = z.object({
  id: channelId,
  snippet: z.object({ title: handleText, description: text, customUrl: text, thumbnails }).optional(),
  statistics: z.object({ subscriberCount: numeral, hiddenSubscriberCount: lenient(z.boolean()) }).optional(),
});
export type Channel = z.output<typeof channel>;

/** `items` is left out where there are none, so only `kind` tells an empty list from another answer. */
export const channelList = z.object({
  kind: z.literal('youtube#channelListResponse'),
  items: z.array(channel).optional(),
});

const subscriptionsKind = z.literal('youtube#subscriptionListResponse');
const pageToken = z.string().min(1).max(1_000).optional();
const pageInfo = z.object({ totalResults: z.number().int().nonnegative() });

export const subscriberPage = z.object({
  kind: subscriptionsKind,
  nextPageToken: pageToken,
  pageInfo: lenient(pageInfo),
  items: z
    .array(
      z.object({
        snippet: lenient(z.object({ publishedAt: text })),
        subscriberSnippet: z.object({ channelId, title: z.string(), description: text, thumbnails }),
      }),
    )
    .optional(),
});
export type SubscriberPage = z.output<typeof subscriberPage>;

export const subscriptionPage = z.object({
  kind: subscriptionsKind,
  nextPageToken: pageToken,
  items: z
    .array(
      z.object({
        snippet: z.object({
          title: z.string(),
          description: text,
          thumbnails,
          resourceId: z.object({ channelId }),
        }),
      }),
    )
    .optional(),
});

export const subscriptionIds = z.object({
  kind: subscriptionsKind,
  items: z.array(z.object({ id: z.string() })).optional(),
});

/** Columns come in the order they are named; days that are not settled yet have no row, and no rows leave them out. */
export const report = z.object({
  kind: z.literal('youtubeAnalytics#resultTable'),
  columnHeaders: z.array(z.object({ name: z.string() })),
  rows: z.array(z.array(z.union([z.string(), z.number()]))).optional(),
});

/** Google's error object: `reason` of the first of `errors` says more than the status. */
export const googleFailure = z.object({
  error: z.object({
    code: z.number().int(),
    message: lenient(z.string()),
    status: lenient(z.string()),
    errors: lenient(z.array(z.object({ reason: z.string() }))),
  }),
});
