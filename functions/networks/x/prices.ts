/**
 * What X asks per resource that it returns, in millionths of a US dollar.
 * Source: docs.x.com, X API pay-per-usage pricing and changelog of 2026-04-16 (Owned Reads since 2026-04-20).
 * A resource asked for twice in a UTC day is charged once, but X calls that a soft guarantee: we count it twice.
 */
export const PRICES = {
  /** Followers and following of anybody. */
  listed: 10_000,
  /** Profiles looked up by id or name. Never an owned read, whoever asks. */
  user: 10_000,
  /** Who liked a post: users. X prices "likes" at 0.001, but does not say that this is one; the dearer is counted. */
  liker: 10_000,
  post: 5_000,
  /** Own followers, following and posts, if the account itself owns the developer app. */
  owned: 1_000,
} as const;

/** The prices of one account's own lists. */
export interface OwnPrices {
  readonly listed: number;
  readonly post: number;
}

export function ownPrices(ownsApp: boolean): OwnPrices {
  return ownsApp ? { listed: PRICES.owned, post: PRICES.owned } : { listed: PRICES.listed, post: PRICES.post };
}
