import { createHash } from 'node:crypto';
import * as z from 'zod';
import { webAddress } from '../addresses.ts';
import { handleText, lenient } from '../answers.ts';

/** What we use of `Account`, `Status`, `Relationship` and `DomainBlock` of Mastodon's API documentation. */
const text = lenient(z.string());
const flag = lenient(z.boolean());
const count = lenient(z.number().int().nonnegative());
/** Ids are per server and written as text; software that speaks Mastodon's API also uses letters. */
const localId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected an id');

/** Longest actor URI that fits our keys as it is. */
const LONGEST_ID = 1_000;

/**
 * The ActivityPub actor's URI is the only id that means the same person everywhere. One too long for a key is replaced
 * by a digest of itself under the same origin: somebody with such an id must not keep a whole list from being read.
 */
const actorUri = z.string().transform((value, context) => {
  const address = webAddress(value);
  const url = address ?? (value.length > LONGEST_ID ? webAddress(value.slice(0, LONGEST_ID)) : undefined);
  if (url === undefined) {
    context.issues.push({ code: 'custom', message: "expected an actor's http(s) address", input: undefined });
    return z.NEVER;
  }
  if (value.length <= LONGEST_ID) return value;
  return `${new URL(url).origin}/#sha256-${createHash('sha256').update(value).digest('hex')}`;
});

const moved = lenient(z.object({ uri: actorUri }));

export const account = z.object({
  id: localId,
  acct: handleText,
  uri: actorUri,
  url: text,
  display_name: text,
  note: text,
  avatar: text,
  fields: lenient(z.array(lenient(z.object({ name: z.string(), value: z.string(), verified_at: text }))).max(50)),
  followers_count: count,
  following_count: count,
  bot: flag,
  locked: flag,
  memorial: flag,
  suspended: flag,
  hide_collections: flag,
  moved,
});
export type Account = z.output<typeof account>;

export const accountList = z.array(account);

export const relationshipList = z.array(
  z.object({
    id: localId,
    followed_by: z.boolean(),
    blocked_by: flag,
    blocking: flag,
    domain_blocking: flag,
  }),
);
export type Relationship = z.output<typeof relationshipList>[number];

export const statusList = z.array(
  z.object({
    id: localId,
    account: z.object({ id: localId }),
    created_at: text,
    visibility: z.string(),
    content: text,
    spoiler_text: text,
    favourites_count: count,
    reblog: z.unknown(),
  }),
);

/** `digest` is the SHA-256 of the domain, given even where the domain itself is obfuscated. */
export const domainBlockList = z.array(z.object({ domain: z.string(), digest: text, severity: z.string() }));

export const failure = z.object({ error: z.string() });
