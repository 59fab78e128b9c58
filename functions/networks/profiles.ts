import type { Profile } from '../core/model.ts';
import { pictureAddress, webAddress, webAddresses } from './addresses.ts';
import { LONGEST, plainLines, plainText } from './text.ts';

/** A profile as a network wrote it, after its schema and before cleaning. */
export interface RawProfile {
  /** Already cleaned by the schema, since nobody can be told without it. */
  readonly handle: string;
  readonly url: string | null | undefined;
  /** Where the profile is if `url` is unusable. */
  readonly fallbackUrl: string;
  readonly name?: string | null | undefined;
  readonly bio?: string | null | undefined;
  readonly location?: string | null | undefined;
  readonly organisation?: string | null | undefined;
  readonly links?: readonly string[];
  readonly verifiedLinks?: readonly string[];
  readonly avatar?: string | null | undefined;
  readonly reach?: number | null | undefined;
  readonly isProtected?: boolean;
  readonly isMemorial?: boolean;
  readonly isBot?: boolean;
}

/** Cleans every field and leaves out what is absent, empty or unusable. */
export function cleanProfile(raw: RawProfile): Profile {
  const name = raw.name == null ? undefined : plainText(raw.name, LONGEST.name);
  const bio = raw.bio == null ? undefined : plainLines(raw.bio, LONGEST.bio);
  const location = raw.location == null ? undefined : plainText(raw.location, LONGEST.location);
  const organisation = raw.organisation == null ? undefined : plainText(raw.organisation, LONGEST.organisation);
  const links = webAddresses(raw.links ?? []);
  const verifiedLinks = webAddresses(raw.verifiedLinks ?? []);
  const avatar = raw.avatar == null ? undefined : pictureAddress(raw.avatar);
  // Some servers write -1 for a number they hide.
  const reach = raw.reach != null && Number.isSafeInteger(raw.reach) && raw.reach >= 0 ? raw.reach : undefined;
  return {
    handle: raw.handle,
    url: (raw.url == null ? undefined : webAddress(raw.url)) ?? raw.fallbackUrl,
    ...(name !== undefined && { name }),
    ...(bio !== undefined && { bio }),
    ...(location !== undefined && { location }),
    ...(links !== undefined && { links }),
    ...(verifiedLinks !== undefined && { verifiedLinks }),
    ...(avatar !== undefined && { avatar }),
    ...(reach !== undefined && { reach }),
    ...(organisation !== undefined && { organisation }),
    ...(raw.isProtected === true && { isProtected: true }),
    ...(raw.isMemorial === true && { isMemorial: true }),
    ...(raw.isBot === true && { isBot: true }),
  };
}
