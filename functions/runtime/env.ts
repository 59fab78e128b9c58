import * as z from 'zod';

/**
 * The env contract: the one place where `lib` and `functions` meet. `lib` writes
 * `environment: {…} satisfies PullEnv`; a handler parses `process.env` with the schema at its first use.
 * No secret is ever here: credentials and the link-signing key are SSM SecureStrings (files on the laptop).
 */
const shared = z.object({
  TABLE_NAME: z.string().min(1),
  /** Path of the config asset, relative to the handler's file. */
  CONFIG_FILE: z.string().min(1),
  /** SSM path below which secrets lie: `/rekindle/STAGE`. */
  SECRETS_PATH: z.string().startsWith('/'),
  STAGE: z.string().min(1),
  /** Where links in mails and the API lead; no slash at its end. */
  PUBLIC_URL: z.url().optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});

export const pullEnvSchema = shared.extend({
  /** Where told changes are published; nowhere without. */
  EVENT_BUS_NAME: z.string().min(1).optional(),
  /** Base addresses of private servers; the networks' own without. */
  REKINDLE_BLUESKY_URL: z.url().optional(),
  REKINDLE_MASTODON_URL: z.url().optional(),
  REKINDLE_GITHUB_URL: z.url().optional(),
  REKINDLE_FACEBOOK_URL: z.url().optional(),
  REKINDLE_INSTAGRAM_URL: z.url().optional(),
  REKINDLE_YOUTUBE_URL: z.url().optional(),
  REKINDLE_X_URL: z.url().optional(),
});
export const sendDigestEnvSchema = shared.extend({
  /** SES configuration set whose events come back to mail-feedback. */
  SES_CONFIGURATION_SET: z.string().min(1),
});
export const historyApiEnvSchema = shared;
export const mailFeedbackEnvSchema = shared;

export type PullEnv = z.input<typeof pullEnvSchema>;
export type SendDigestEnv = z.input<typeof sendDigestEnvSchema>;
export type HistoryApiEnv = z.input<typeof historyApiEnvSchema>;
export type MailFeedbackEnv = z.input<typeof mailFeedbackEnvSchema>;
