import type { DigestInputChange } from '../core/digest-input.ts';
import { changesOfVersions } from '../storage/changes.ts';
import type { Db } from '../storage/db.ts';
import type { Versions } from '../storage/digests.ts';
import type { Head } from '../storage/items.ts';

/** So many changes keep their words; of more, name and reach decide who is named, and all are counted. */
const MOST_WHOLE = 20_000;
/** Even a mass loss ends here; the history API has the rest. */
const MOST_CHANGES = 500_000;

export interface GatheredChanges {
  readonly changes: readonly DigestInputChange[];
  /** Where each audience stood, by storage key: the next edition goes on from there. */
  readonly versions: Versions;
  /** More changed than is counted here. */
  readonly isCut: boolean;
}

/**
 * What changed since the last edition, over exact version ranges: each committed and projected version is in one
 * edition and no other. Edits that a digest does not show are left out.
 * @param since versions of the last edition
 * @param lastAt when that was; of an audience that it did not know, only what was found since is news
 */
export async function gatherChanges(
  db: Db,
  heads: readonly Head[],
  since: Versions,
  lastAt = Number.NEGATIVE_INFINITY,
): Promise<GatheredChanges> {
  const changes: DigestInputChange[] = [];
  const versions: Record<string, number> = { ...since };
  let isCut = false;
  for (const head of heads) {
    const from = since[head.key] ?? 0;
    const to = Math.max(head.projectedVersion, from);
    versions[head.key] = to;
    if (head.kind === 'following' || to === from || isCut) continue;
    for await (const change of changesOfVersions(db, head, from, to)) {
      if (since[head.key] === undefined && change.detectedAt < lastAt) continue;
      if (change.kind === 'edited' && change.before?.handle === undefined) continue;
      isCut = changes.length >= MOST_CHANGES;
      if (isCut) break;
      changes.push(changes.length < MOST_WHOLE ? change : slimmed(change));
    }
  }
  return { changes, versions, isCut };
}

function slimmed(change: DigestInputChange): DigestInputChange {
  const { evidence: _, person, ...rest } = change;
  const { id, handle, url, name, reach } = person;
  return {
    ...rest,
    person: { id, handle, url, ...(name === undefined ? {} : { name }), ...(reach === undefined ? {} : { reach }) },
  };
}
