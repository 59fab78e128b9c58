import * as z from 'zod';
import { boundedList, handleText, lenient } from '../answers.ts';

/**
 * What we use of the lexicons `app.bsky.actor.defs`, `app.bsky.graph.*`, `app.bsky.feed.*` and
 * `com.atproto.label.defs`. Unknown fields are fine; ids and structure are not negotiable.
 */
export const did = z
  .string()
  .max(256)
  .regex(/^did:[a-z]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]$/, 'expected a DID');
const text = lenient(z.string());
const count = lenient(z.number().int().nonnegative());
/** Its absence is the end marker, so anything odd must fail instead of ending a walk. */
const cursor = z.string().min(1).max(2_000).optional();
const label = z.object({ val: z.string(), src: lenient(z.string()), neg: lenient(z.boolean()) });

/** `profileView` of lists, and the counts and website that only `profileViewDetailed` adds. */
export const profileView = z.object({
  did,
  handle: handleText,
  displayName: text,
  description: text,
  avatar: text,
  website: text,
  followersCount: count,
  followsCount: count,
  labels: lenient(z.array(label).max(1_000)),
});
export type ProfileView = z.output<typeof profileView>;

export const followersPage = z.object({ followers: boundedList(profileView), cursor });
export const followsPage = z.object({ follows: boundedList(profileView), cursor });
export const likesPage = z.object({
  likes: boundedList(z.object({ actor: profileView, indexedAt: text, createdAt: text })),
  cursor,
});
export const profiles = z.object({ profiles: z.array(profileView) });

/** `getRelationships`: a relationship has a `did`, a `notFoundActor` an `actor`. Presence of an at-uri is the fact. */
const atUri = z.string().nullish();
export const relationships = z.object({
  relationships: z.array(
    z.union([
      z.object({
        did,
        followedBy: atUri,
        blocking: atUri,
        blockedBy: atUri,
        blockingByList: atUri,
        blockedByList: atUri,
      }),
      z.object({ actor: z.string(), notFound: z.literal(true) }),
    ]),
  ),
});

const record = lenient(z.object({ text, createdAt: text }));
const postView = z.object({
  uri: z.string().regex(/^at:\/\/did:[^/]+\/[^/]+\/[^/]+$/, 'expected the at-uri of a record'),
  author: z.object({ did }),
  record,
  indexedAt: text,
  likeCount: count,
  replyCount: count,
});

export const authorFeed = z.object({
  feed: z.array(
    z.object({
      post: postView,
      /** Present on reposts and pins; only their time is of use. */
      reason: lenient(z.object({ $type: text, indexedAt: text })),
    }),
  ),
  cursor,
});
export type FeedItem = z.output<typeof authorFeed>['feed'][number];

/** `getPosts` leaves out posts that are not there. */
export const postList = z.object({ posts: z.array(postView.pick({ uri: true, likeCount: true })) });

/** Replies may be `notFoundPost` or `blockedPost`: those hold no post, and drop out. */
export const postThread = z.object({
  thread: z.object({
    replies: lenient(z.array(lenient(z.object({ post: z.object({ author: z.object({ did }), indexedAt: text }) })))),
  }),
});

/** Errors are `{"error": "Name", "message": "…"}` with HTTP 400. */
export const xrpcError = z.object({ error: z.string(), message: text });
