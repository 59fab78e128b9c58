import { createHistoryApiHandler } from '../../functions/history-api.ts';
import { openRoster } from '../../functions/roster/open.ts';
import { listAudienceRefs } from '../../functions/storage/audiences.ts';
import type { Db } from '../../functions/storage/db.ts';
import { listErasureJobs } from '../../functions/storage/erasures.ts';
import { readHead } from '../../functions/storage/heads.ts';
import type { Head } from '../../functions/storage/items.ts';
import { createToken } from '../../functions/storage/tokens.ts';
import type { World } from '../../lib/local/demo/world.ts';
import { type ApiChange, apiEvent, quiet, signingKey } from '../main-job/rig.ts';
import { config, followersIn, RECIPIENTS } from './life.ts';
import { clockOf, type Times } from './surroundings.ts';

export interface Ending {
  readonly told: readonly string[];
  readonly truth: readonly string[];
  readonly present: readonly string[];
  readonly following: readonly string[];
  readonly weeks: number;
  /** Recipient and subject of each mail. */
  readonly mails: readonly string[];
  /** What is still leased, unprojected or late. */
  readonly unfinished: readonly string[];
}

export interface Ended {
  readonly db: Db;
  readonly times: Times;
  readonly world: World;
  readonly truth: readonly string[];
  readonly weeks: number;
  readonly mails: readonly string[];
  /** Handles of those who were erased: nothing of them may be left. */
  readonly erased: ReadonlySet<string>;
}

export async function endingOf({ db, times, world, truth, weeks, mails, erased }: Ended): Promise<Ending> {
  const present: string[] = [];
  for (const head of await headsIn(db)) {
    for (const row of (await openRoster(db, head)).rows()) {
      if (row.state !== 'lost') present.push(row.profile.handle);
    }
  }
  return {
    told: (await toldBy(db, times)).sort(),
    weeks,
    truth: truth.filter((line) => !erased.has(line.split(' ').at(-1) ?? '')).sort(),
    present: present.sort(),
    following: followersIn(world).filter((handle) => !erased.has(handle)),
    mails: mails.toSorted(),
    unfinished: await unfinishedIn(db, times),
  };
}

/** What is still leased, unprojected or late. */
export async function unfinishedIn(db: Db, times: Times): Promise<string[]> {
  const unfinished: string[] = [];
  for (const head of await headsIn(db)) {
    const { audienceId } = head;
    if (head.projectedVersion !== head.version) unfinished.push(`${audienceId} is not projected`);
    if ((head.leaseUntil ?? 0) > clockOf(times).wall()) unfinished.push(`${audienceId} is leased`);
    if (head.lastError !== undefined) unfinished.push(`${audienceId} has ${head.lastError.code}`);
    if ((head.dueAt ?? 0) <= times.now) unfinished.push(`${audienceId} is due`);
  }
  for (const _ of await listErasureJobs(db, 'owner')) unfinished.push('somebody is not erased yet');
  return unfinished;
}

async function headsIn(db: Db): Promise<Head[]> {
  const refs = await listAudienceRefs(db, 'owner');
  const heads = await Promise.all(refs.map(({ key }) => readHead(db, key, { consistent: true })));
  return heads.filter((head) => head !== undefined);
}

/** What the API tells, as `kind handle`. */
async function toldBy(db: Db, times: Times): Promise<string[]> {
  const api = createHistoryApiHandler({ db, config, signingKey, clock: clockOf(times), logger: quiet });
  const token = await createToken(db, { owners: ['owner'], scopes: ['read'] });
  const changes: ApiChange[] = [];
  let cursor: string | undefined = '';
  while (cursor !== undefined) {
    const answer = await api(apiEvent('/v1/changes', `limit=500${cursor}`, token));
    const body: { items: ApiChange[]; next?: string } = JSON.parse(answer.body ?? 'null');
    changes.push(...body.items);
    cursor = body.next === undefined ? undefined : `&cursor=${encodeURIComponent(body.next)}`;
  }
  return changes.map(({ kind, verdict, person }) => [kind, verdict, person.handle].filter(Boolean).join(' '));
}

/** What is wrong with how it ended; nothing, if nothing was lost, told twice, mailed twice or left undone. */
export function faultsOf(ending: Ending): string[] {
  const wrong: string[] = [];
  const say = (what: string, found: readonly string[], wanted: readonly string[]) => {
    if (JSON.stringify(found) !== JSON.stringify(wanted)) {
      wrong.push(`${what}: found ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
    }
  };
  say('who is there', ending.present, ending.following);
  say('what was told', ending.told, ending.truth);
  say('left undone', ending.unfinished, []);
  const twice = ending.mails.filter((mail, n) => ending.mails.indexOf(mail) !== n);
  say('mailed twice', twice, []);
  for (const to of RECIPIENTS) {
    const weeks = ending.mails.filter((mail) => mail.startsWith(to)).length;
    say(`weeks that ${to} heard of`, [String(weeks)], [String(ending.weeks)]);
  }
  return wrong;
}
