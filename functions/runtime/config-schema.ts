import * as z from 'zod';
import { videoServiceProblem } from '../meeting/video-room.ts';
import { accountProblem } from './account-forms.ts';
import { atMost, duration, listOf, MINUTE, slug, text, timeZone, wholeNumber, words } from './config-fields.ts';

/**
 * The one configuration file, for laptop and cloud: `rekindle.config.json`. Descriptions go into the JSON Schema that
 * editors use, so they are written for the person who fills it in.
 */

const accountId = z
  .string('expected NETWORK:NAME, such as "bluesky:alice.bsky.social"')
  .max(300, { error: atMost(300), abort: true })
  .check((context) => {
    const problem = accountProblem(context.value);
    if (problem !== undefined) context.issues.push({ code: 'custom', message: problem, input: context.value });
  })
  .describe('NETWORK:NAME, such as "bluesky:alice.bsky.social", "mastodon:alice@mastodon.example", "github:alice"');

export const trackSchema = z
  .strictObject({
    followers: z.boolean().default(true).describe('Who follows the account.'),
    following: z
      .boolean()
      .default(true)
      .describe('Whom the account follows: read for reciprocity, never told as loss.'),
    likes: z.boolean().default(true).describe('Who likes its recent posts.'),
    stars: z.boolean().default(true).describe('Who stars its own public repositories (no forks).'),
    postDays: wholeNumber(1, 365).default(30).describe('Posts at most this many days old.'),
    posts: wholeNumber(1, 200).default(20).describe('At most this many posts.'),
    repositories: wholeNumber(1, 500).default(100).describe('At most this many repositories.'),
  })
  .describe('What is read of this account. Everything, unless set.');

const budgetSchema = z
  .strictObject({
    usdPerMonth: z
      .number('expected US dollars from 0.1 to 100000')
      .min(0.1, 'expected US dollars from 0.1 to 100000')
      .max(100_000, 'expected US dollars from 0.1 to 100000')
      .describe('What reading this account may cost in a calendar month (UTC), in US dollars.'),
    ownsApp: z
      .boolean()
      .default(false)
      .describe('The account itself owns the developer app: X then asks a tenth for its own lists.'),
  })
  .describe('X only: what its API may cost. Without, it is not read by API but by export.');

export const accountSchema = z.strictObject(
  {
    id: accountId,
    track: trackSchema.prefault({}),
    budget: budgetSchema.optional(),
    every: duration(15 * MINUTE, '15m')
      .optional()
      .describe('How often its lists are read: "24h" unless set, "7d" above a million people and on X.'),
    exportEvery: duration(24 * 60 * MINUTE, '1d')
      .optional()
      .describe('How often the digest asks for a new export, where lists come from exports: "30d" unless set.'),
  },
  'expected an account such as {"id": "bluesky:alice.bsky.social"}',
);

const emailAddress = z.email('expected an e-mail address such as "alice@example.org"').max(254, atMost(254));
const MAILBOX = 'expected "Name <name@example.org>" or "name@example.org"';
const mailbox = z
  .string(MAILBOX)
  .max(320, atMost(320))
  .regex(/^([^<>\r\n"]{1,100} <[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/, MAILBOX);

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const digestSchema = z.strictObject({
  id: slug.default('weekly'),
  accounts: listOf(accountId, 1, 500, 'accounts')
    .optional()
    .describe('Which of the accounts it is about; all unless set.'),
  weekday: z.enum(WEEKDAYS, `expected one of ${WEEKDAYS.join(', ')}`).default('monday'),
  time: z
    .string('expected a time of day such as "08:00"')
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day such as "08:00"')
    .default('08:00')
    .describe("When it is sent, in each recipient's own time zone."),
  from: mailbox.describe('The sender. Its domain or address is verified with SES.'),
  recipients: listOf(
    z.strictObject({ email: emailAddress, timeZone: timeZone.optional().describe("The owner's unless set.") }),
    1,
    50,
    'recipients',
  ),
  suggestions: wholeNumber(0, 5).default(5).describe('At most this many people to meet.'),
});

const ownerSchema = z.strictObject({
  id: slug,
  name: text(100),
  home: text(200).optional().describe('Where you live, in your own words: "Leipzig, Germany".'),
  timeZone: timeZone.default('UTC'),
  languages: listOf(
    z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'expected a language code such as "en" or "de"'),
    0,
    20,
    'languages',
  ).default(['en']),
  interests: words(),
  organisations: words(),
  projects: words(),
  offers: words().describe('What you can help people with.'),
  accounts: listOf(accountSchema, 1, 500, 'accounts'),
  digests: listOf(digestSchema, 0, 20, 'digests').default([]),
});

const retentionSchema = z
  .strictObject({
    lost: duration(7 * 24 * 60 * MINUTE, '7d')
      .default('365d')
      .describe('How long somebody who left is remembered.'),
    history: duration(7 * 24 * 60 * MINUTE, '7d')
      .default('730d')
      .describe('How long other changes and snapshots are kept.'),
  })
  .prefault({});

const privacySchema = z.strictObject({
  contact: z
    .email('expected an e-mail address such as "privacy@example.org"')
    .describe('Whom people may write to about what is kept of them; shown on the public page /privacy.'),
});

const meetingSchema = z.strictObject({
  videoService: z
    .string()
    .check((context) => {
      const problem = videoServiceProblem(context.value);
      if (problem !== undefined) context.issues.push({ code: 'custom', message: problem, input: context.value });
    })
    .optional()
    .describe(
      'Where video chats take place: an https address with {room} in it. "https://meet.jit.si/{room}" unless set.',
    ),
});

export const configSchema = z
  .strictObject({
    $schema: z.string().optional(),
    owners: listOf(ownerSchema, 1, 1000, 'owners'),
    retention: retentionSchema,
    privacy: privacySchema.optional(),
    meeting: meetingSchema.optional(),
    pullMemory: wholeNumber(512, 10_240)
      .default(1_024)
      .describe('Megabytes of memory of the function that reads lists: with more, it reads more of them at a time.'),
    publishChanges: z
      .boolean()
      .default(false)
      .describe('Puts each told change on an EventBridge bus of its own (docs/events.md). Deployed stages only.'),
    publicUrl: z
      .url({ protocol: /^https?$/, error: 'expected an address such as "https://rekindle.example.org"' })
      .transform((url) => url.replace(/\/+$/, ''))
      .optional()
      .describe('Where the API and the links of the mails are reached, if not under the address that AWS gives.'),
  })
  .check((context) => {
    const issue = (path: (string | number)[], message: string, input: unknown) =>
      context.issues.push({ code: 'custom', path, message, input });
    const owners = new Set<string>();
    context.value.owners.forEach((owner, o) => {
      if (owners.has(owner.id)) issue(['owners', o, 'id'], 'expected an id that no other owner has', owner.id);
      owners.add(owner.id);
      const accounts = new Set<string>();
      owner.accounts.forEach((account, a) => {
        if (accounts.has(account.id))
          issue(['owners', o, 'accounts', a, 'id'], 'expected each account once', account.id);
        accounts.add(account.id);
        if (account.budget !== undefined && !account.id.startsWith('x:'))
          issue(
            ['owners', o, 'accounts', a, 'budget'],
            'expected no budget here: only X (x:HANDLE) asks for money',
            account.budget,
          );
      });
      const digests = new Set<string>();
      owner.digests.forEach((digest, d) => {
        if (digests.has(digest.id))
          issue(['owners', o, 'digests', d, 'id'], 'expected an id that no other digest of this owner has', digest.id);
        digests.add(digest.id);
        digest.accounts?.forEach((id, i) => {
          if (!accounts.has(id)) {
            issue(
              ['owners', o, 'digests', d, 'accounts', i],
              `expected one of this owner's accounts: ${[...accounts].join(', ')}`,
              id,
            );
          }
        });
        const recipients = new Set<string>();
        digest.recipients.forEach((recipient, r) => {
          const email = recipient.email.toLowerCase();
          if (recipients.has(email))
            issue(
              ['owners', o, 'digests', d, 'recipients', r, 'email'],
              'expected each recipient once',
              recipient.email,
            );
          recipients.add(email);
        });
      });
    });
  });

export type Config = z.output<typeof configSchema>;
export type OwnerConfig = Config['owners'][number];
export type AccountConfig = OwnerConfig['accounts'][number];
export type DigestConfig = OwnerConfig['digests'][number];
