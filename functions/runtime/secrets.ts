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

/** Secrets that can also be replaced: for credentials that are renewed. */
export interface RenewableSecrets extends Secrets {
  /** The secret as it lies there now, past everything that is kept in memory. */
  readAnew(name: string): Promise<string | undefined>;
  /** Puts a secret in the place of the one that may be there, whole or not at all. */
  replace(name: string, value: string): Promise<void>;
}
