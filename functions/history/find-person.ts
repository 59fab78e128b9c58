import { parsePersonId } from '../core/ids.ts';
import { NETWORK_IDS, type NetworkId, type RosterRow } from '../core/model.ts';
import { findRow } from '../roster/one-person.ts';
import { type AudienceRef, listAudienceRefs } from '../storage/audiences.ts';
import type { Db } from '../storage/db.ts';
import { readHeads } from '../storage/heads.ts';
import type { Head } from '../storage/items.ts';
import { locate } from '../storage/locators.ts';

/** Audiences that are asked about one person: all lists, and the newest posts. */
const MOST_AUDIENCES = 200;
const AT_ONCE = 20;
/** A base of more segments is only read through its locator. */
const MOST_SEGMENTS = 40;
/** A longer log would not be read within the time of a request; what it says of losses lies under the person too. */
const MOST_LOG_BYTES = 8_000_000;

export interface FoundIn {
  readonly head: Head;
  readonly row: RosterRow;
}

export interface FoundPerson {
  readonly places: readonly FoundIn[];
  /** How many audiences were asked, of how many. */
  readonly searched: number;
  readonly of: number;
}

/** The network and the network's own id of an API id; undefined for what is none. */
export function personOf(id: string): { readonly network: NetworkId; readonly stableId: string } | undefined {
  const parts = parsePersonId(id);
  const network = NETWORK_IDS.find((known) => known === parts?.network);
  return parts === undefined || network === undefined ? undefined : { network, stableId: parts.stableId };
}

/** Where an owner's audiences have somebody, in bounded reads. */
export async function findPerson(
  db: Db,
  owner: string,
  { network, stableId }: { readonly network: NetworkId; readonly stableId: string },
): Promise<FoundPerson> {
  const refs = onePerKey((await listAudienceRefs(db, owner)).filter((ref) => ref.network === network));
  const asked = refs.toSorted(byImportance).slice(0, MOST_AUDIENCES);
  const heads = (
    await readHeads(
      db,
      asked.map(({ key }) => key),
    )
  ).filter((head) => head !== undefined);
  const places: FoundIn[] = [];
  let searched = 0;
  for (let at = 0; at < heads.length; at += AT_ONCE) {
    const rows = await Promise.all(
      heads.slice(at, at + AT_ONCE).map(async (head) => {
        const found = await findIn(db, head, stableId);
        if (found !== 'too-large') searched += 1;
        return found === undefined || found === 'too-large' ? undefined : { head, row: found };
      }),
    );
    places.push(...rows.filter((place) => place !== undefined));
  }
  return { places, searched, of: refs.length };
}

async function findIn(db: Db, head: Head, id: string): Promise<RosterRow | undefined | 'too-large'> {
  if (head.version === 0) return undefined;
  if (head.logBytes > MOST_LOG_BYTES) return 'too-large';
  const segments = head.segments > 1 ? await locate(db, head.key, head.generation, id) : undefined;
  if (segments === undefined && head.segments > MOST_SEGMENTS) return 'too-large';
  return findRow(db, head, id, segments);
}

function onePerKey(refs: readonly AudienceRef[]): AudienceRef[] {
  return [...new Map(refs.map((ref) => [ref.key, ref])).values()];
}

/** Lists first, then posts, newest first. */
function byImportance(a: AudienceRef, b: AudienceRef): number {
  const isPost = ({ kind }: AudienceRef): number => (kind === 'likes' ? 1 : 0);
  return isPost(a) - isPost(b) || (b.postedAt ?? 0) - (a.postedAt ?? 0);
}
