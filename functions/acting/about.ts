import type { Clock } from '../core/clock.ts';
import type { DigestPerson, Suggestion } from '../core/digest-model.ts';
import type { Outreach } from '../core/outreach.ts';
import type { Config, OwnerConfig } from '../runtime/config-schema.ts';
import type { Db } from '../storage/db.ts';
import { readEdition } from '../storage/digests.ts';
import { isBeingErased } from '../storage/erasures.ts';
import { readOutreach } from '../storage/outreach.ts';
import { readSuggested } from '../storage/suggestions.ts';
import type { Subject } from './links.ts';

export interface ActingDeps {
  readonly db: Db;
  readonly config: Config;
  readonly signingKey: () => Promise<string>;
  readonly clock: Clock;
}

/** Whom a page is about, as far as that is still kept. */
export interface About {
  readonly owner: OwnerConfig;
  readonly personId: string;
  /** `DIGEST:PERIOD` */
  readonly edition: string;
  /** As the mail had them; absent once the edition has outlived its retention. */
  readonly person?: DigestPerson;
  readonly suggestion?: Suggestion;
  readonly outreach?: Outreach;
}

/**
 * Looks up whom a valid link is about.
 * @returns undefined if the owner is no longer there, or nothing is kept of the person: they may have been erased, and
 * a link in an old mail must not bring them back
 */
export async function aboutOf(deps: ActingDeps, subject: Subject): Promise<About | undefined> {
  const { db } = deps;
  const { digestId, period, personId } = subject;
  const owner = deps.config.owners.find(({ id }) => id === subject.owner);
  if (owner === undefined || (await isBeingErased(db, owner.id, personId))) return undefined;
  const now = deps.clock.now();
  const [content, outreach, suggestedAt] = await Promise.all([
    readEdition(db, owner.id, digestId, period, now),
    readOutreach(db, owner.id, personId),
    readSuggested(db, owner.id, personId, now),
  ]);
  const suggestion = content?.suggestions.find(({ person }) => person.personId === personId);
  const again = content?.writeAgain?.find(({ person }) => person.personId === personId);
  const person = suggestion?.person ?? again?.person;
  if (person === undefined && outreach === undefined && suggestedAt === undefined) return undefined;
  return {
    ...{ owner, personId, edition: `${digestId}:${period}` },
    ...(person === undefined ? {} : { person }),
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(outreach === undefined ? {} : { outreach }),
  };
}

/** How a page calls them. */
export function nameOf({ person }: About): string {
  return person === undefined ? 'this person' : (person.name ?? person.handle);
}
