import { indexMarked, markIndex } from '../../functions/pulling/index-people.ts';
import type { Db } from '../../functions/storage/db.ts';
import { recordSuggestions } from '../../functions/storage/suggestions.ts';
import { createToken } from '../../functions/storage/tokens.ts';
import { depsOf, silent } from '../history/asking.ts';
import {
  addAccount,
  addAudience,
  addEdition,
  addSnapshot,
  change,
  DAY,
  gained,
  NOW,
  setHead,
  tell,
} from '../history/seeded.ts';

/** A history of somebody whose followers write what they like into their profiles. */
const HOSTILE = '<img src=x onerror=alert(1)>"\'><script>alert(1)</script>';
export const FOLLOWERS = { owner: 'alice', accountId: 'bluesky:alice.example', kind: 'followers' } as const;
const STARS = { owner: 'alice', accountId: 'github:alice', kind: 'stars', item: 'bread' } as const;

/** Fills a table; the token opens it to read and write. */
export async function fillPage(db: Db): Promise<string> {
  await addAccount(db, 'alice', 'bluesky:alice.example');
  await addAccount(db, 'alice', 'github:alice', {
    lastError: { code: 'credentials-rejected', message: 'GitHub no longer accepts the token.', at: NOW - DAY },
  });
  await addAudience(db, FOLLOWERS);
  await addAudience(db, STARS, { title: 'bread' });
  const person = (n: number) => change(n).person;
  await tell(db, FOLLOWERS, [
    change(1),
    change(2, { verdict: 'deleted', evidence: undefined }),
    change(3, { verdict: 'blocked-you', at: NOW - 9 * DAY }),
    change(4, {
      verdict: 'unknown',
      person: { ...person(4), name: HOSTILE, bio: HOSTILE, location: HOSTILE, url: 'javascript:alert(1)' },
    }),
    gained(5),
  ]);
  await tell(db, STARS, [change(6, { verdict: 'unliked' })]);
  for (let day = 1; day <= 20; day += 1) {
    const trend = { listed: 40 - (day % 7), gained: day % 3, lost: day % 4, returned: 0 };
    await addSnapshot(db, FOLLOWERS, NOW - day * DAY, trend);
  }
  const linked = { network: 'github' as const, handle: 'per1', url: 'https://github.com/per1', personId: 'github:1' };
  await addEdition(db, 'alice', 'weekly', '2026-11-16', {
    linked: [{ ...linked, proof: 'each profile links the other' }],
  });
  await recordSuggestions(db, 'alice', ['bluesky:did:plc:person1'], {
    ...{ at: NOW, digestId: 'weekly', period: '2026-11-16' },
  });
  await markIndex(db, FOLLOWERS);
  await indexMarked({ db, clock: depsOf(db).clock, logger: silent }, () => true);
  // Last: these numbers stand for more people than there are rows.
  await setHead(db, FOLLOWERS, {
    counts: { present: 38, missing: 1, held: 0, hidden: 0, lost: 4 },
    lastError: { code: 'refused', message: 'The list came back empty although 38 were expected.', at: NOW - DAY },
  });
  return createToken(db, { owners: ['alice'], scopes: ['read', 'write'] });
}
