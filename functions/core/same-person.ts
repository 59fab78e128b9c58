import { NETWORK_NAMES } from './digest-audiences.ts';
import type { NetworkId, Profile } from './model.ts';

/** Somebody on one network. */
export interface Identity {
  readonly personId: string;
  readonly network: NetworkId;
  readonly profile: Profile;
}

/** Somebody who is the same person elsewhere, and what proves it. */
export interface SameLink extends Identity {
  /** "each profile links the other" */
  readonly proof: string;
}

const MUTUAL = 'each profile links the other';
/** Of the profile on the named network the server found that what it links to links back to it. */
const verifiedBy = (network: NetworkId) =>
  `the ${NETWORK_NAMES[network]} profile links the other, and the server verified it`;
/** Addresses of one profile that are looked at. */
const MOST_LINKS = 20;

/**
 * Who is the same person on another network, by proof only: each of the two profiles links the other, or one does and
 * its network verified that the other links back. Likeness of names, pictures or words proves nothing. A link that the
 * owner undid stays undone.
 * @param mayLink whether the terms of both networks allow it
 * @param undone pairs by {@link pairOf} that are not the same person
 */
export function samePeople(
  people: Iterable<Identity>,
  mayLink: (a: NetworkId, b: NetworkId) => boolean,
  undone: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, readonly SameLink[]> {
  const byAddress = new Map<string, Identity>();
  const linking: Linking[] = [];
  for (const identity of people) {
    const own = addressOf(identity.profile.url);
    if (own === undefined) continue;
    byAddress.set(own, identity);
    const verified = new Set(addressesOf(identity.profile.verifiedLinks ?? []));
    const to = new Set([...verified, ...linksOf(identity.profile)]);
    to.delete(own);
    if (to.size > 0) linking.push({ from: identity, own, to, verified });
  }
  const linksTo = new Map(linking.map(({ from, to }) => [from.personId, to]));
  const found = new Map<string, Map<string, SameLink>>();
  const add = (from: Identity, { personId, network, profile }: Identity, proof: string) => {
    const links = found.get(from.personId) ?? new Map<string, SameLink>();
    if (!links.has(personId)) links.set(personId, { personId, network, profile, proof });
    found.set(from.personId, links);
  };
  for (const { from, own, to, verified } of linking) {
    for (const address of to) {
      const other = byAddress.get(address);
      if (other === undefined || other.network === from.network || !mayLink(from.network, other.network)) continue;
      const isMutual = linksTo.get(other.personId)?.has(own) === true;
      if (!(isMutual || verified.has(address)) || undone.has(pairOf(from.personId, other.personId))) continue;
      const proof = isMutual ? MUTUAL : verifiedBy(from.network);
      add(from, other, proof);
      add(other, from, proof);
    }
  }
  return new Map([...found].map(([personId, links]) => [personId, [...links.values()]]));
}

/** Somebody whose profile links something. */
interface Linking {
  readonly from: Identity;
  /** Their own address. */
  readonly own: string;
  readonly to: ReadonlySet<string>;
  /** Of `to`, what the network found to link back. */
  readonly verified: ReadonlySet<string>;
}

/** Two people in whatever order. */
export function pairOf(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

/** Everybody linked with somebody, themselves included, over links of links. */
export function groupOf(
  personId: string,
  links: ReadonlyMap<string, readonly { readonly personId: string }[]>,
): readonly string[] {
  const group = new Set([personId]);
  for (const member of group) for (const other of links.get(member) ?? []) group.add(other.personId);
  return [...group].sort();
}

/** The id under which linked people count once: the first of their ids. */
export function groupIds(
  links: ReadonlyMap<string, readonly { readonly personId: string }[]>,
): (personId: string) => string {
  const first = new Map<string, string>();
  for (const personId of links.keys()) {
    if (first.has(personId)) continue;
    const group = groupOf(personId, links);
    for (const member of group) first.set(member, group[0] ?? member);
  }
  return (personId) => first.get(personId) ?? personId;
}

function linksOf({ links = [], bio = '' }: Profile): readonly string[] {
  const written = bio.slice(0, 5_000).match(/(?:https?:\/\/|\b(?:bsky\.app|github\.com)\/)[^\s<>"')\]]+/giu) ?? [];
  return addressesOf([...links, ...written]);
}

function addressesOf(links: readonly string[]): readonly string[] {
  return links.slice(0, MOST_LINKS).flatMap((link) => addressOf(link) ?? []);
}

/** An address as it is compared: without scheme, `www.`, query, fragment and final slash; host and path folded. */
function addressOf(address: string): string | undefined {
  const text = address.trim();
  const url = URL.parse(/^https?:\/\//i.test(text) ? text : `https://${text}`);
  if (text === '' || text.length > 2_000 || url === null) return undefined;
  const host = url.host.toLowerCase().replace(/^www\./, '');
  const path = url.pathname
    .replace(/\/+$/, '')
    .replace(/[.,;:!?]+$/, '')
    .toLowerCase();
  return path === '' ? undefined : `${host}${path}`;
}
