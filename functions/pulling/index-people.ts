import { createHash } from 'node:crypto';
import { personId } from '../core/ids.ts';
import type { AudienceKind, Profile, RosterRow } from '../core/model.ts';
import { mayInferPlaces } from '../networks/terms.ts';
import { personPlaces } from '../people/person-place.ts';
import { segmentOf } from '../people/segments.ts';
import { readRows } from '../roster/open.ts';
import { errorFields } from '../runtime/logger.ts';
import { readAccount } from '../storage/accounts.ts';
import { listAudienceRefs } from '../storage/audiences.ts';
import { readCorrections } from '../storage/corrections.ts';
import { type Db, deleteItem, putItem, queryPrefix } from '../storage/db.ts';
import { readHeads } from '../storage/heads.ts';
import type { AccountItem, Head } from '../storage/items.ts';
import { metaKey } from '../storage/keys.ts';
import { listOutreach } from '../storage/outreach.ts';
import { type IndexedPerson, readPeopleIndexHead, writePeopleIndex } from '../storage/people-index.ts';
import type { PullDeps } from './deps.ts';
import { IndexRoom } from './index-room.ts';
import { writeLocator } from './write-locator.ts';

const MARK = 'INDEX#';
const MOST_POSTS = 200;
const LONGEST_BIO = 200;
const DAY = 86_400_000;
/** A change this recent makes somebody worth finding. */
const LATELY = 90 * DAY;

/** Notes that an account's people have changed; the next tick makes their index anew. */
export async function markIndex(db: Db, { owner, accountId }: Pick<Head, 'owner' | 'accountId'>): Promise<void> {
  await putItem(db, metaKey(`${MARK}${owner}#${accountId}`), { owner, accountId, mark: Math.random() });
}

/** Makes the indexes anew whose accounts have changed. One account's trouble is no other's. */
export async function indexMarked(deps: IndexDeps, mayGoOn: () => boolean): Promise<void> {
  for (const item of await queryPrefix(deps.db, metaKey('').pk, MARK, { consistent: true })) {
    if (!mayGoOn()) return;
    const [owner, accountId] = [String(item['owner']), String(item['accountId'])];
    try {
      await indexAccount(deps, owner, accountId);
      // Marked again in the meantime: once more with the next tick.
      await deleteItem(deps.db, metaKey(`${MARK}${owner}#${accountId}`), {
        expression: '#mark = :seen',
        names: { '#mark': 'mark' },
        values: { ':seen': item['mark'] },
      });
    } catch (error) {
      deps.logger.error('an index of people could not be made', { owner, ...errorFields(error) });
    }
  }
}

export type IndexDeps = Pick<PullDeps, 'db' | 'clock' | 'logger'>;

/** Reads an account's rosters and keeps up to 20,000 people whom the owner may look for. */
async function indexAccount(deps: IndexDeps, owner: string, accountId: string): Promise<void> {
  const { db } = deps;
  const account = await readAccount(db, owner, accountId);
  if (account === undefined) return;
  const heads = await headsOf(db, owner, accountId);
  const [outreach, corrections] = await Promise.all([listOutreach(db, owner), readCorrections(db, owner)]);
  const fingerprint = fingerprintOf(heads, [...outreach.keys(), ...corrections.keys()]);
  const known = await readPeopleIndexHead(db, owner, accountId);
  if (known?.fingerprint === fingerprint) return;

  const now = deps.clock.now();
  const followed = new Set<string>();
  for (const head of heads.filter(({ kind }) => kind === 'following')) {
    for await (const rows of readRows(db, head)) for (const row of rows) if (row.state !== 'lost') followed.add(row.id);
  }
  const replied = new Set((account.replies ?? []).map((reply) => reply.personId));
  const room = new IndexRoom();
  for (const head of heads.filter(({ kind }) => kind !== 'following')) {
    const audience = shownId(head);
    for await (const rows of readRows(db, head)) {
      for (const row of rows) {
        const id = personId(account.network, row.id);
        const isWanted = outreach.has(id) || corrections.has(id);
        const isChanged = row.state !== 'present' && now - row.stateAt < LATELY;
        const points =
          (isWanted ? 1_000 : 0) +
          (isChanged || row.returns > 0 ? 100 : 0) +
          (row.profile.location === undefined ? 0 : 10) +
          (followed.has(row.id) ? 3 : 0) +
          (replied.has(id) || replied.has(row.id) ? 3 : 0) +
          Math.log10(1 + (row.profile.reach ?? 0));
        room.add(id, points, audience, head.kind as AudienceKind, row);
      }
    }
  }
  const people = room.people().map(({ id, row, audiences }) => indexed(account, id, row, audiences));
  await writePeopleIndex(db, owner, accountId, people, { of: room.seen, fingerprint, at: now });
  for (const head of heads) await writeLocator(db, head);
}

/** An account's lists, the newest posts among them; each list once, though a renamed handle left two names. */
async function headsOf(db: Db, owner: string, accountId: string): Promise<Head[]> {
  const refs = (await listAudienceRefs(db, owner, accountId)).toSorted((a, b) => (b.postedAt ?? 0) - (a.postedAt ?? 0));
  const posts = refs.filter(({ kind }) => kind === 'likes').slice(0, MOST_POSTS);
  const keys = [...new Set([...refs.filter(({ kind }) => kind !== 'likes'), ...posts].map(({ key }) => key))];
  const heads = await readHeads(db, keys);
  return heads.filter((head) => head !== undefined).filter(({ version }) => version > 0);
}

/** A new way to make an index makes all of them anew. */
const FORM = 2;

function fingerprintOf(heads: readonly Head[], wanted: readonly string[]): string {
  const versions = heads.map(({ key, version, generation }) => `${key}#${version}#${generation}`).sort();
  return createHash('sha256')
    .update(JSON.stringify([FORM, versions, wanted.toSorted()]))
    .digest('base64url');
}

/** Where a profile says that somebody lives, if it is sure enough to be told and the network's terms allow it. */
function placeOf({ network }: AccountItem, profile: Profile): IndexedPerson['place'] {
  const place = personPlaces().of(profile, { mayInfer: mayInferPlaces(network) });
  if (place === undefined) return undefined;
  const { city, country, lat, lon } = place;
  return {
    country,
    ...(city === undefined ? {} : { city }),
    ...(lat === undefined ? {} : { lat }),
    ...(lon === undefined ? {} : { lon }),
  };
}

const shownId = ({ kind, accountId, audienceId }: Head): string =>
  kind === 'likes' ? `${accountId}:likes` : audienceId;

function indexed(account: AccountItem, id: string, row: RosterRow, audiences: readonly string[]): IndexedPerson {
  const { profile } = row;
  const segment = segmentOf(profile);
  const place = placeOf(account, profile);
  return {
    ...{ id, network: account.network, handle: profile.handle, url: profile.url, state: row.state },
    ...(profile.name === undefined ? {} : { name: profile.name }),
    ...(profile.bio === undefined ? {} : { bio: profile.bio.slice(0, LONGEST_BIO).toWellFormed() }),
    ...(profile.location === undefined ? {} : { location: profile.location }),
    ...(profile.avatar === undefined ? {} : { avatar: profile.avatar }),
    ...(profile.reach === undefined ? {} : { reach: profile.reach }),
    ...(row.verdict === undefined ? {} : { verdict: row.verdict }),
    ...(row.since === undefined ? {} : { since: row.since }),
    ...{ stateAt: row.stateAt, firstSeenAt: row.firstSeenAt, audiences: [...audiences] },
    ...(segment === undefined ? {} : { segment }),
    ...(place === undefined ? {} : { place }),
  };
}
