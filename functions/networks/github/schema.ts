import * as z from 'zod';
import { handleText, lenient } from '../answers.ts';

/** What we use of `simple-user`, `public-user`, `stargazer` and `minimal-repository` of GitHub's OpenAPI description. */
const text = lenient(z.string());
const count = lenient(z.number().int().nonnegative());

/** Lists carry login, id and avatar only; the rest comes with single users. Logins change, ids do not. */
export const user = z.object({
  id: z.number().int().positive().transform(String),
  login: handleText,
  avatar_url: text,
  html_url: text,
  type: text,
  name: text,
  company: text,
  blog: text,
  location: text,
  bio: text,
  followers: count,
  following: count,
});
export type User = z.output<typeof user>;

export const userList = z.array(user);

/** With `application/vnd.github.star+json`. `user` is null for accounts that are gone. */
export const stargazerList = z.array(z.object({ starred_at: text, user: user.nullable() }));

export const repositoryList = z.array(
  z.object({
    name: z.string().regex(/^[A-Za-z0-9._-]{1,100}$/, 'expected a repository name'),
    owner: z.object({ id: z.number().int().positive().transform(String), login: handleText }),
    private: z.boolean(),
    fork: z.boolean(),
    stargazers_count: count,
  }),
);
