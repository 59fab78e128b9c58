import { NETWORK_NAMES } from '../core/digest-audiences.ts';
import type { DigestPerson } from '../core/digest-model.ts';
import { parsePersonId } from '../core/ids.ts';
import type { AccountConfig } from '../runtime/config-schema.ts';

/** Where an owner writes to somebody. */
export interface WriteLink {
  readonly label: string;
  readonly url: string;
}

/**
 * Where to write on the network itself: its own window for a message, where an address opens one, and the profile.
 * The message is not in the address: it would stand in histories and logs.
 * @param accounts the owner's, which tell their Mastodon server
 */
export function writeLinks(person: DigestPerson, accounts: readonly Pick<AccountConfig, 'id'>[]): readonly WriteLink[] {
  const network = NETWORK_NAMES[person.network];
  const compose = composeLink(person, accounts);
  return [
    ...(compose === undefined ? [] : [compose]),
    ...(person.url === '' ? [] : [{ label: `Their profile on ${network}`, url: person.url }]),
  ];
}

function composeLink(person: DigestPerson, accounts: readonly Pick<AccountConfig, 'id'>[]): WriteLink | undefined {
  const { network, handle, personId } = person;
  const mention = `@${handle} `;
  if (network === 'bluesky') {
    return {
      label: 'A public post to them on Bluesky',
      url: withQuery('https://bsky.app/intent/compose', { text: mention }),
    };
  }
  if (network === 'mastodon') {
    const server = accounts.flatMap(({ id }) => /^mastodon:[^@]+@(.+)$/.exec(id)?.[1] ?? [])[0];
    if (server === undefined) return undefined;
    return { label: 'A post to them on Mastodon', url: withQuery(`https://${server}/share`, { text: mention }) };
  }
  const id = parsePersonId(personId)?.stableId ?? '';
  if (network === 'x' && /^\d{1,20}$/.test(id)) {
    return { label: 'A message on X', url: withQuery('https://x.com/messages/compose', { recipient_id: id }) };
  }
  return undefined;
}

function withQuery(address: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
