/**
 * Secrets by name: `credentials/github`, `credentials/OWNER/mastodon:alice@host`, `keys/links`.
 * SSM SecureStrings in AWS; files that only their owner can read on the laptop. Never in env, template, log or mail.
 */
export interface Secrets {
  /** The secret, or undefined if there is none. */
  read(name: string): Promise<string | undefined>;
  /** Reads it, or stores what `make` gives if there is none yet; never overwrites. Two callers at once get the same. */
  readOrCreate(name: string, make: () => string): Promise<string>;
}
