import { netOf as countOnlyNet } from './count-only.ts';
import type { DigestAudienceInput } from './digest-input.ts';
import type { DigestAudience } from './digest-numbers.ts';
import type { NetworkId } from './model.ts';

export const NETWORK_NAMES: Readonly<Record<NetworkId, string>> = {
  bluesky: 'Bluesky',
  mastodon: 'Mastodon',
  github: 'GitHub',
  x: 'X',
  facebook: 'Facebook',
  instagram: 'Instagram',
  youtube: 'YouTube',
  linkedin: 'LinkedIn',
  list: 'your lists',
};

/** Net changes of one audience in the time of a digest. */
export interface AudienceTally {
  gained: number;
  lost: number;
  returned: number;
}

/**
 * The audiences of a digest with their net changes, those with news first. Posts are shown together as their
 * account's likes, which are those on the posts that are watched now; `following` is never shown.
 * @param told what the last edition said of them
 */
export function digestAudiences(
  audiences: readonly DigestAudienceInput[],
  tallies: ReadonlyMap<string, AudienceTally>,
  told: readonly DigestAudience[] = [],
): readonly DigestAudience[] {
  const shown = new Map<string, DigestAudience>();
  const labels = audienceLabels(audiences);
  // What had not been read by then was no number.
  const known = told.flatMap((one) => (one.baselineAt === undefined ? [] : [[one.audienceId, saidOf(one)] as const]));
  const said = new Map(known);
  for (const audience of audiences) {
    if (audience.kind === 'following') continue;
    const id = audience.kind === 'likes' ? `${audience.accountId}:likes` : audience.audienceId;
    const { present, missing, held, hidden } = audience.counts;
    const tally = tallies.get(audience.audienceId) ?? { gained: 0, lost: 0, returned: 0 };
    const before = shown.get(id);
    shown.set(id, {
      audienceId: id,
      accountId: audience.accountId,
      network: audience.network,
      label: labels.get(audience.audienceId) ?? audience.kind,
      // Whoever is missing, held or hidden has not been told as lost, so they still count.
      count: (before?.count ?? 0) + (audience.isClosed === true ? 0 : present + missing + held + hidden),
      ...(audience.kind === 'likes' ? { posts: (before?.posts ?? 0) + (audience.isClosed === true ? 0 : 1) } : {}),
      ...optional('before', said.get(id)),
      gained: (before?.gained ?? 0) + tally.gained,
      lost: (before?.lost ?? 0) + tally.lost,
      returned: (before?.returned ?? 0) + tally.returned,
      // Posts of which some are named and some only counted are told by name.
      isCountOnly: audience.isCountOnly && (before?.isCountOnly ?? true),
      ...optional('net', added(before?.net, netOf(audience))),
      ...optional('gainedCount', added(before?.gainedCount, audience.gainedCount)),
      ...optional('lostCount', added(before?.lostCount, audience.lostCount)),
      ...optional('baselineAt', latest(before?.baselineAt, audience.baselineAt)),
      ...optional('pulledAt', latest(before?.pulledAt, audience.pulledAt)),
    });
  }
  const order = ['followers', 'friends', 'connections', 'members', 'page-likes', 'likes', 'stars'];
  const rank = (audience: DigestAudience) => {
    const place = order.findIndex((kind) => audience.audienceId.includes(`:${kind}`));
    return place < 0 ? order.length : place;
  };
  return [...shown.values()].sort(
    (a, b) => rank(a) - rank(b) || movement(b) - movement(a) || b.count - a.count || (a.label < b.label ? -1 : 1),
  );
}

/** "followers on Bluesky", "likes of alice.example on Bluesky" where an owner has two accounts there. */
export function audienceLabels(audiences: readonly DigestAudienceInput[]): ReadonlyMap<string, string> {
  const accounts = new Map<NetworkId, Set<string>>();
  for (const { network, accountId } of audiences) {
    const known = accounts.get(network) ?? new Set();
    accounts.set(network, known.add(accountId));
  }
  const labels = new Map<string, string>();
  for (const audience of audiences) {
    const account = audience.accountId.slice(audience.accountId.indexOf(':') + 1);
    const isOneOfMany = (accounts.get(audience.network)?.size ?? 0) > 1;
    labels.set(audience.audienceId, labelOf(audience, account, isOneOfMany));
  }
  return labels;
}

function labelOf({ kind, network, title }: DigestAudienceInput, account: string, isOneOfMany: boolean): string {
  if (network === 'list' || kind === 'members') return `people on “${account}”`;
  const where = isOneOfMany ? `of ${account} on ${NETWORK_NAMES[network]}` : `on ${NETWORK_NAMES[network]}`;
  if (kind === 'stars' && title !== undefined) return `stars of ${title} on ${NETWORK_NAMES[network]}`;
  // A second list of the same kind has a name of its own: "public subscribers on YouTube".
  if (kind === 'followers' && title !== undefined) return `${title} ${where}`;
  return `${kind === 'page-likes' ? 'Page likes' : kind} ${where}`;
}

/** What a number alone can tell. */
function netOf(audience: DigestAudienceInput): number | undefined {
  if (!audience.isCountOnly) return undefined;
  const { counts, countBefore, isRounded = false, gainedCount: gained, lostCount: lost } = audience;
  const gross = { ...(gained === undefined ? {} : { gained }), ...(lost === undefined ? {} : { lost }) };
  return countOnlyNet(counts.present, countBefore, { isRounded, ...gross });
}

function saidOf({ count, posts }: DigestAudience): NonNullable<DigestAudience['before']> {
  return { count, ...optional('posts', posts) };
}

const added = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : a + (b ?? 0);

function movement({ gained, lost, returned }: DigestAudience): number {
  return gained + lost + returned;
}

function latest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}
