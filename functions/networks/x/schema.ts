import * as z from 'zod';
import { handleText, lenient } from '../answers.ts';

/** Answers of the X API v2, as far as they are used. Source: X's openapi.json 2.167 and its data dictionary. */

/** 64 bits, always as a string. */
const xId = z.string().regex(/^[0-9]{1,19}$/);
export const isXId = (id: string): boolean => /^[1-9][0-9]{0,18}$/.test(id);

const count = lenient(z.number());

const entityUrls = lenient(
  z.object({ urls: z.array(z.object({ url: z.string(), expanded_url: lenient(z.string()) })) }),
);

const xUser = z.object({
  id: xId,
  username: handleText,
  name: lenient(z.string()),
  description: lenient(z.string()),
  location: lenient(z.string()),
  url: lenient(z.string()),
  profile_image_url: lenient(z.string()),
  protected: lenient(z.boolean()),
  entities: lenient(z.object({ url: entityUrls, description: entityUrls })),
  /** Which of `post_count` and `tweet_count` it is called is of no matter here: how many posts is not used. */
  public_metrics: lenient(z.object({ followers_count: count, following_count: count })),
  /** Only in user context: `followed_by`, `following`, `blocking`, `muting`, `none` … There is no `blocked_by`. */
  connection_status: lenient(z.array(z.string())),
});
export type XUser = z.output<typeof xUser>;

/** What stands in for somebody or something that X does not give, in a 200. */
const problem = z.object({
  title: lenient(z.string()),
  detail: lenient(z.string()),
  /** Under api.twitter.com or api.x.com. */
  type: lenient(z.string()),
  value: lenient(z.string()),
  resource_id: lenient(z.string()),
});
export type Problem = z.output<typeof problem>;

const problems = z.array(problem).optional();
/** A page's meta: whatever is wrong with it would end the walk too early, so it is strict. */
const pageMeta = z.object({
  result_count: z.int().min(0),
  next_token: z
    .string()
    .regex(/^[A-Za-z0-9._~=-]{1,1000}$/)
    .optional(),
});

export const oneUser = z.object({ data: xUser.optional(), errors: problems });
export const manyUsers = z.object({ data: z.array(xUser).optional(), errors: problems });
export const userPage = z.object({ data: z.array(xUser).optional(), meta: pageMeta });

const xPost = z.object({
  id: xId,
  text: lenient(z.string()),
  created_at: lenient(z.string()),
  public_metrics: lenient(z.object({ like_count: count })),
});
export const postPage = z.object({ data: z.array(xPost).optional(), meta: pageMeta });
export type XPost = z.output<typeof xPost>;

/** The body of a refusal: `{title, detail, type, reason?}`, or an old `{errors:[{code, message}]}`. */
export const refusal = z.object({
  title: lenient(z.string()),
  type: lenient(z.string()),
  reason: lenient(z.string()),
});
