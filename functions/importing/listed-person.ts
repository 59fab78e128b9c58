import { createHash } from 'node:crypto';
import type { ListedPerson } from '../core/model.ts';
import { webAddress } from '../networks/addresses.ts';
import { cleanProfile } from '../networks/profiles.ts';
import { LONGEST, plainText } from '../networks/text.ts';
import { ListFormatError, shown } from './errors.ts';
import type { ListField } from './fields.ts';

/** One person as a list names them; text only, nothing cleaned. */
export type RawPerson = Readonly<Partial<Record<ListField, string>>>;

/** What a list recognises people by. One for the whole list: a person must not have an id today and a name tomorrow. */
export const IDENTITIES = ['id', 'url', 'handle', 'email'] as const;
export type Identity = (typeof IDENTITIES)[number];

const LONGEST_ID = 500;

/** What a list can be keyed by, going by its first person: the best that is there. */
export function identityOf(person: RawPerson): Identity | undefined {
  return IDENTITIES.find((field) => (person[field] ?? '').trim() !== '');
}

/**
 * Makes a person of what a list says. The stable id is the list's `id`, else the address or the handle in lower case,
 * else a digest of the e-mail address: the address itself goes no further than here.
 * @param where names the line or the place in the list, for messages
 * @throws ListFormatError
 */
export function listedPerson(raw: RawPerson, identity: Identity, where: string): ListedPerson {
  const id = stableId(raw, identity, where);
  const url = raw.url === undefined ? undefined : webAddress(raw.url, { guess: true });
  const name = raw.name ?? [raw.firstName, raw.lastName].filter((part) => (part ?? '').trim() !== '').join(' ');
  const since = raw.since === undefined ? undefined : sinceOf(raw.since);
  const handle = plainText(raw.handle?.replace(/^\s*@(?=[^@]*$)/, '') ?? '', LONGEST.handle);
  const reach = /^\d{1,12}$/.test(raw.reach ?? '') ? Number(raw.reach) : undefined;
  return {
    id,
    profile: cleanProfile({
      handle:
        handle ?? plainText(name, LONGEST.handle) ?? handleOfUrl(url) ?? (identity === 'email' ? veiled(raw) : id),
      url,
      // A list of bare handles names no page: nothing is linked then.
      fallbackUrl: '',
      name,
      bio: raw.bio,
      location: raw.location,
      organisation: raw.organisation,
      avatar: raw.avatar,
      reach,
      links: raw.website === undefined ? [] : [raw.website],
    }),
    ...(since === undefined ? {} : { since }),
  };
}

function stableId(raw: RawPerson, identity: Identity, where: string): string {
  const value = (raw[identity] ?? '').trim();
  if (value === '') {
    throw new ListFormatError(
      where,
      `found no ${identity}, expected one as the first person has, so that everybody is recognised in the same way next time`,
    );
  }
  if (identity === 'email') return emailId(value, where);
  if (value.length > LONGEST_ID || !value.isWellFormed() || /\p{Cc}/u.test(value)) {
    throw new ListFormatError(
      where,
      `found ${shown(value)} as ${identity}, expected at most ${LONGEST_ID} printable characters`,
    );
  }
  if (identity === 'id') return value;
  if (identity === 'handle') return value.replace(/^@(?=[^@]*$)/, '').toLowerCase();
  const url = webAddress(value, { guess: true });
  if (url === undefined) throw new ListFormatError(where, `found ${shown(value)} as url, expected a web address`);
  return url.toLowerCase().replace(/\/$/, '');
}

/** A digest of the address in lower case: the same person every time, and no address in the table, the API or a mail. */
function emailId(value: string, where: string): string {
  if (!/^[^\s@]{1,64}@[^\s@]{1,190}$/.test(value)) {
    throw new ListFormatError(where, 'found something else as email, expected an e-mail address');
  }
  return `mail-${createHash('sha256').update(value.toLowerCase()).digest('base64url').slice(0, 27)}`;
}

/** How somebody is shown of whom a list has only the address: `a…@mail.example`. */
function veiled({ email = '' }: RawPerson): string {
  const [first = '', domain = ''] = email.trim().toLowerCase().split('@');
  return plainText(`${[...first][0] ?? ''}…@${domain}`, LONGEST.handle) ?? '…';
}

/** The last part of a profile's address is how its network calls them: `https://social.example/@alice`. */
function handleOfUrl(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  const { host, pathname } = new URL(url);
  const last = pathname.split('/').findLast((part) => part !== '');
  return plainText((last ?? host).replace(/^@/, ''), LONGEST.handle);
}

/** Dates of exports in ISO 8601, or seconds or milliseconds since 1970; anything else is left out rather than guessed. */
function sinceOf(text: string): number | undefined {
  const value = text.trim();
  if (/^\d{10}$/.test(value)) return Number(value) * 1000;
  if (/^\d{13}$/.test(value)) return Number(value);
  if (!/^\d{4}-\d{2}-\d{2}([T ]|$)/.test(value)) return undefined;
  const time = Date.parse(value.replace(' ', 'T'));
  return Number.isNaN(time) ? undefined : time;
}
