import type { Profile } from '../../core/model.ts';
import { readHtml } from '../html.ts';
import { cleanProfile } from '../profiles.ts';
import type { Account } from './schema.ts';

/** What servers show for people without a picture. */
const NO_AVATAR = /\/avatars\/original\/missing\.png$/;

/** `user@host`: lists write people of the server itself without its host. */
export function fullHandle(acct: string, host: string): string {
  return acct.includes('@') ? acct : `${acct}@${host}`;
}

/**
 * A profile from an account. Bios and fields are HTML; links are those that fields point at, verified ones first.
 * Locked accounts choose who may follow them, so they count as protected. Mastodon has no place field.
 */
export function mastodonProfile(account: Account, host: string): Profile {
  const fields = (account.fields ?? []).filter((field) => field !== undefined);
  const linksOf = (isVerified: boolean) =>
    fields.filter((field) => Boolean(field.verified_at) === isVerified).flatMap((field) => readHtml(field.value).links);
  const verifiedLinks = linksOf(true);
  const handle = fullHandle(account.acct, host);
  return cleanProfile({
    handle,
    url: account.url,
    fallbackUrl: account.uri,
    name: account.display_name,
    bio: account.note === undefined ? undefined : readHtml(account.note).text,
    links: [...verifiedLinks, ...linksOf(false)],
    verifiedLinks,
    avatar: account.avatar !== undefined && NO_AVATAR.test(account.avatar) ? undefined : account.avatar,
    reach: account.followers_count,
    isProtected: account.locked === true,
    isMemorial: account.memorial === true,
    isBot: account.bot === true,
  });
}
