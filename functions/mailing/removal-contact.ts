import type { Config } from '../runtime/config-schema.ts';

/** Who is told of a removal request, and from which of our addresses. */
export interface RemovalContact {
  readonly to: string;
  readonly from: string;
}

/**
 * The contact of the configuration; without one, the only owner's first recipient. With several owners and no contact
 * nobody can be told: strangers must not choose whose client they write to.
 */
export function removalContact(config: Config): RemovalContact | undefined {
  const digests = config.owners.flatMap((owner) => owner.digests);
  const from = digests[0]?.from;
  const to = config.privacy?.contact ?? (config.owners.length === 1 ? digests[0]?.recipients[0]?.email : undefined);
  return from === undefined || to === undefined ? undefined : { to, from };
}
