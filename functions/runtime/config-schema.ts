import * as z from 'zod';
import { videoServiceProblem } from '../meeting/video-room.ts';

/**
 * The one configuration file, for laptop and cloud: `rekindle.config.json`. Descriptions go into the JSON Schema that
 * editors use, so they are written for the person who fills it in.
 */

const MINUTE = 60_000;
const UNITS: Record<string, number> = { m: MINUTE, h: 60 * MINUTE, d: 24 * 60 * MINUTE };

const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'expected 1 to 40 lower-case letters, digits or hyphens, such as "alice"');

/** Lengths and sizes in our own words: each says what is expected, as the other rules do. */
const text = (most: number) => {
  const expected = `expected 1 to ${most} characters`;
  return z.string().trim().min(1, expected).max(most, expected);
};
const atMost = (most: number) => `expected at most ${most} characters`;
const listOf = <T extends z.ZodType>(item: T, least: number, most: number, things: string) => {
  const expected = least === 0 ? `expected at most ${most} ${things}` : `expected ${least} to ${most} ${things}`;
  const list = z.array(item).max(most, expected);
  return least === 0 ? list : list.min(least, expected);
};
const wholeNumber = (least: number, most: number) => {
  const expected = `expected a whole number from ${least} to ${most}`;
  return z.int(expected).min(least, expected).max(most, expected);
};
const words = () => listOf(text(100), 0, 50, 'entries').default([]);

const duration = (shortest: number, name: string) =>
  z
    .string()
    .regex(/^\d{1,4}[mhd]$/, 'expected a number and a unit, such as "30m", "24h" or "7d"')
    .refine((value) => durationMs(value) >= shortest, `expected at least ${name}`);

const timeZone = z
  .string()
  .refine(isTimeZone, 'expected an IANA time zone such as "Europe/Berlin" or "America/New_York"');

/** Milliseconds of `30m`, `24h`, `7d`. */
export function durationMs(value: string): number {
  return Number.parseInt(value, 10) * (UNITS[value.slice(-1)] ?? 0);
}

export function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
/** A handle is a domain name of two labels or more, the last beginning with a letter (atproto's handle specification). */
const HANDLE = `(?=.{1,253}$)(?:${LABEL}\\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?`;

const ACCOUNT_FORMS: Record<string, { readonly form: RegExp; readonly example: string }> = {
  bluesky: {
    form: new RegExp(`^(?:did:(?:plc|web):[A-Za-z0-9._:%-]{1,200}|${HANDLE})$`),
    example: 'bluesky:alice.bsky.social',
  },
  mastodon: {
    form: new RegExp(`^[A-Za-z0-9_.-]{1,64}@(?=[^:]{1,253}(?::|$))${LABEL}(?:\\.${LABEL})*(?::\\d{1,5})?$`),
    example: 'mastodon:alice@mastodon.example',
  },
  github: { form: /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/, example: 'github:alice' },
  x: { form: /^[A-Za-z0-9_]{1,15}$/, example: 'x:alice' },
  facebook: { form: /^[A-Za-z0-9][A-Za-z0-9.-]{0,79}$/, example: 'facebook:alices-bakery' },
  instagram: { form: /^[A-Za-z0-9_][A-Za-z0-9_.]{0,29}$/, example: 'instagram:alice' },
  youtube: { form: /^(?:UC[A-Za-z0-9_-]{22}|@[A-Za-z0-9_.-]{3,30})$/, example: 'youtube:@alice' },
  linkedin: { form: /^[A-Za-z0-9][A-Za-z0-9-]{2,99}$/, example: 'linkedin:alice-example' },
  list: { form: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, example: 'list:newsletter' },
};

/** Says what is wrong with an account id such as `bluesky:alice.bsky.social`; undefined if nothing is. */
export function accountProblem(id: string): string | undefined {
  const colon = id.indexOf(':');
  const network = id.slice(0, Math.max(colon, 0));
  const known = ACCOUNT_FORMS[network];
  if (known === undefined) {
    const networks = Object.keys(ACCOUNT_FORMS).join(', ');
    return `expected NETWORK:NAME with a network of ${networks}, such as "${ACCOUNT_FORMS['bluesky']?.example}"`;
  }
  return known.form.test(id.slice(colon + 1)) ? undefined : `expected a name as in "${known.example}"`;
}

const accountId = z
  .string()
  .max(300, atMost(300))
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

export const accountSchema = z.strictObject({
  id: accountId,
  track: trackSchema.prefault({}),
  budget: budgetSchema.optional(),
  every: duration(15 * MINUTE, '15m')
    .optional()
    .describe('How often its lists are read: "24h" unless set, "7d" above a million people and on X.'),
  exportEvery: duration(24 * 60 * MINUTE, '1d')
    .optional()
    .describe('How often the digest asks for a new export, where lists come from exports: "30d" unless set.'),
});

const emailAddress = z.email('expected an e-mail address such as "alice@example.org"').max(254, atMost(254));
const mailbox = z
  .string()
  .max(320, atMost(320))
  .regex(
    /^([^<>\r\n"]{1,100} <[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/,
    'expected "Name <name@example.org>" or "name@example.org"',
  );

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const digestSchema = z.strictObject({
  id: slug.default('weekly'),
  accounts: listOf(accountId, 1, 500, 'accounts')
    .optional()
    .describe('Which of the accounts it is about; all unless set.'),
  weekday: z.enum(WEEKDAYS, `expected one of ${WEEKDAYS.join(', ')}`).default('monday'),
  time: z
    .string()
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
