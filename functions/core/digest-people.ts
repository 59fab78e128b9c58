import { clip } from './clip.ts';
import type { DigestPerson } from './digest-model.ts';
import type { NetworkId, Profile } from './model.ts';

/**
 * A person as a digest keeps them: every text one bounded line, so that 40 hostile profiles still fit one stored item.
 * The face cuts further.
 */
export function digestPerson(personId: string, network: NetworkId, profile: Profile): DigestPerson {
  const text = (value: string | undefined, most: number) => (value === undefined ? undefined : clip(value, most));
  const url = (value: string | undefined) => (value !== undefined && value.length <= 1000 ? value : undefined);
  const person: DigestPerson = {
    personId,
    network,
    handle: clip(profile.handle, 100),
    url: url(profile.url) ?? '',
    name: text(profile.name, 100),
    bio: text(profile.bio, 300),
    location: text(profile.location, 100),
    organisation: text(profile.organisation, 100),
    links: profile.links?.flatMap((link) => url(link) ?? []).slice(0, 5),
    avatar: url(profile.avatar),
    reach: profile.reach,
  };
  return withoutAbsent(person);
}

/** Absent is not empty, and JSON has no undefined: what is frozen reads back the same. */
function withoutAbsent(person: DigestPerson): DigestPerson {
  const kept = Object.entries(person).filter(([, value]) => value !== undefined);
  return { ...(Object.fromEntries(kept) as Partial<DigestPerson>), ...required(person) };
}

function required({ personId, network, handle, url }: DigestPerson) {
  return { personId, network, handle, url };
}
