import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { RosterRow } from '../../functions/core/model.ts';
import { createHistoryApiHandler } from '../../functions/history-api.ts';
import { openRoster } from '../../functions/roster/open.ts';
import { validateConfig } from '../../functions/runtime/config.ts';
import { listAudienceRefs } from '../../functions/storage/audiences.ts';
import type { Db } from '../../functions/storage/db.ts';
import { readHead } from '../../functions/storage/heads.ts';
import { createToken } from '../../functions/storage/tokens.ts';
import { World } from '../../lib/local/demo/world.ts';
import { type ApiChange, apiEvent, DAY, quiet, signingKey } from './rig.ts';

export const START = Date.UTC(2026, 8, 7, 9);
export const WEEK_LATER = START + 7 * DAY;
const FOLLOWERS = 250;
const OWNER = 'did:plc:owner00000000000000000000';
const did = (n: number): string => `did:plc:${String(n).padStart(24, 'a')}`;

export const rawConfig = {
  owners: [
    {
      id: 'owner',
      name: 'Olive',
      accounts: [{ id: 'bluesky:olive.example' }],
      digests: [
        {
          from: 'digest@olive.example',
          recipients: [{ email: 'olive@olive.example' }, { email: 'otto@olive.example' }],
        },
      ],
    },
  ],
};
export const config = validateConfig(rawConfig, 'test');

/** Text that does not compress, so that a week of edits makes a log that is folded into a new base. */
function noise(seed: string, length: number): string {
  let text = '';
  while (text.length < length) text += createHash('sha256').update(`${seed}${text.length}`).digest('base64url');
  return text.slice(0, length);
}

/** Olive's world as her first reading finds it. */
export function firstWeek(): { readonly world: World; readonly post: string } {
  const world = new World('bluesky');
  world.join({ id: OWNER, handle: 'olive.example', joinedAt: 0 });
  for (let n = 0; n < FOLLOWERS; n += 1) {
    world.join({ id: did(n), handle: `p${n}.example`, name: `Person ${n}`, bio: noise(`a${n}`, 400), joinedAt: 0 });
    if (n < FOLLOWERS - 2) world.follow(did(n), OWNER, START - DAY);
  }
  const post = world.post({ author: OWNER, at: START - DAY, text: 'Hello' });
  for (const n of [1, 2, 3]) world.like(did(n), post, START - DAY);
  return { world, post };
}

/** What happens until her second reading: six losses, and everybody edits their profile. */
export function secondWeek({ world, post }: ReturnType<typeof firstWeek>): void {
  for (let n = 0; n < FOLLOWERS; n += 1) world.edit(did(n), { bio: noise(`b${n}`, 700) });
  for (const n of [4, 5, 6]) world.unfollow(did(n), OWNER);
  world.block(did(7), OWNER, START + DAY);
  world.deactivate(did(8));
  world.unlike(did(1), post);
  world.follow(did(FOLLOWERS - 1), OWNER, START + DAY);
}

/** What a run left: all that must be the same, wherever it was killed on the way. */
export interface Left {
  readonly rows: readonly (readonly [string, readonly RosterRow[]])[];
  readonly changes: readonly ApiChange[];
}

export async function leftIn(db: Db, now: number): Promise<Left> {
  const rows: (readonly [string, RosterRow[]])[] = [];
  for (const ref of await listAudienceRefs(db, 'owner')) {
    const head = await readHead(db, ref.key, { consistent: true });
    if (head === undefined) throw new Error('no head');
    expect(head.projectedVersion, ref.audienceId).toBe(head.version);
    expect(head.leaseUntil, ref.audienceId).toBeUndefined();
    const roster = await openRoster(db, head);
    rows.push([ref.audienceId, [...roster.rows()].sort((a, b) => (a.id < b.id ? -1 : 1))]);
  }
  const clock = { now: () => now, wall: Date.now };
  const api = createHistoryApiHandler({ db, config, signingKey, clock, logger: quiet });
  const token = await createToken(db, { owners: ['owner'], scopes: ['read'] });
  const changes: ApiChange[] = [];
  let cursor: string | undefined = '';
  while (cursor !== undefined) {
    const answer = await api(apiEvent('/v1/changes', `limit=500${cursor}`, token));
    const body: { items: ApiChange[]; next?: string } = JSON.parse(answer.body ?? 'null');
    changes.push(...body.items);
    cursor = body.next === undefined ? undefined : `&cursor=${encodeURIComponent(body.next)}`;
  }
  return { rows, changes: changes.sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** Message ids by recipient. */
export function byRecipient(mails: readonly { readonly to: string; readonly messageId: string }[]) {
  const ids: Record<string, string[]> = {};
  for (const { to, messageId } of mails) ids[to] = [...(ids[to] ?? []), messageId];
  return ids;
}

export function expectSixLosses({ changes }: Left): void {
  const lost = changes.filter(({ kind }) => kind === 'lost');
  expect(lost.map((change) => [change.audienceId, change.verdict, change.person.handle])).toHaveLength(6);
}
