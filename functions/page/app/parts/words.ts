import { NETWORK_NAMES } from '../../../core/digest-audiences.ts';
import type { Audience, Network, OutreachState, Person, Verdict } from '../api/types.ts';

export const networkName = (network: Network): string => (network === 'list' ? 'Your lists' : NETWORK_NAMES[network]);

const KINDS: Readonly<Record<Audience['kind'], string>> = {
  followers: 'Followers',
  following: 'Whom you follow',
  friends: 'Friends',
  connections: 'Connections',
  'page-likes': 'Page likes',
  likes: 'Likes',
  stars: 'Stars',
  members: 'Members',
};

type Named = Pick<Audience, 'id' | 'kind'> & { readonly title?: string | undefined };

/** "Followers", "Stars of meter-reader" */
export function audienceName({ kind, title }: Named): string {
  return kind === 'stars' && title !== undefined ? `Stars of ${title}` : KINDS[kind];
}

/** The network of an id: `bluesky:alice.example:followers`. */
export const networkOfId = (id: string): string => id.slice(0, id.indexOf(':'));

/** The account's own name: `alice.example`. */
export const handleOfId = (id: string): string => id.slice(id.indexOf(':') + 1);

/** A few words on an audience that only its id is known of. */
export function audienceOfId(id: string): string {
  const [network = '', ...rest] = id.split(':');
  const kind = rest.find((part): part is Audience['kind'] => part in KINDS);
  const name = kind === undefined ? 'A list' : kind === 'stars' ? `Stars of ${rest.at(-1)}` : KINDS[kind];
  return `${name} · ${nameOfNetwork(network)}`;
}

function nameOfNetwork(text: string): string {
  const known = Object.entries(NETWORK_NAMES).find(([network]) => network === text);
  return known === undefined ? text : known[0] === 'list' ? 'Your lists' : known[1];
}

/** "Leipzig, DE"; empty if nobody knows. */
export const townOf = ({ place }: Pick<Person, 'place'>): string =>
  [place?.city, place?.country].filter((part) => part !== undefined).join(', ');

/** For choosing and for headings; in sentences the mail's own words are used. */
export const VERDICT_NAMES: Readonly<Record<Verdict, string>> = {
  unfollowed: 'Unfollowed',
  unliked: 'Took a like back',
  unlisted: 'No longer on your list',
  'blocked-you': 'Blocked you',
  'you-blocked': 'Blocked by you',
  deactivated: 'Deactivated',
  suspended: 'Suspended',
  deleted: 'Deleted',
  gone: 'Gone (deleted or suspended)',
  moved: 'Moved',
  severed: 'Cut off by a server',
  unknown: 'Unknown',
};

export const OUTREACH_NAMES: Readonly<Record<OutreachState, string>> = {
  suggested: 'Suggested',
  invited: 'Invited',
  met: 'Met',
  snoozed: 'Not now',
  never: 'Never',
};
