import { batchWrite } from '../../functions/storage/db.ts';
import { patchHead } from '../../functions/storage/heads.ts';
import type { StoredChange } from '../../functions/storage/items.ts';
import { audienceTimeline, changesKey, ownerTimeline, timelineSort } from '../../functions/storage/keys.ts';
import { packChanges } from '../../functions/storage/packed-changes.ts';
import { createToken } from '../../functions/storage/tokens.ts';
import { freshTable } from '../fakes/table.ts';
import { asker, depsOf, listOf } from '../history/asking.ts';
import { addAccount, addAudience, change, idOf, keyOf, NOW } from '../history/seeded.ts';
import type { CountBench } from './bench.ts';

const place = { owner: 'alice', accountId: 'bluesky:alice.example', kind: 'followers' } as const;
/** Changes of one version, as a pull of a large audience tells them. */
const PER_VERSION = 500;
const ROUNDS = 5;

/** Handler time of the first and the last page of a walk over all changes; the median of five. */
export const PAGING: CountBench = {
  name: 'paging',
  what: 'the last page of a list of changes against the first one, handler time, median',
  sizes: [100_000],
  count: async (n) => {
    const table = await freshTable();
    try {
      const { db } = table;
      const versions = Math.ceil(n / PER_VERSION);
      await addAccount(db, place.owner, place.accountId);
      await addAudience(db, place);
      for (let version = 1; version <= versions; version += 1) await write(db, version);
      await patchHead(db, keyOf(place), { version: versions, projectedVersion: versions });
      const token = await createToken(db, { owners: ['alice'], scopes: ['read'] });
      const ask = asker(depsOf(db));
      let cursor: string | undefined;
      let pages = 0;
      let seen = 0;
      let last: string | undefined;
      do {
        last = cursor;
        const query: Record<string, string> = { limit: '500', ...(cursor === undefined ? {} : { cursor }) };
        const page = listOf(await ask('/v1/changes', { token, query }));
        seen += page.items.length;
        pages += 1;
        cursor = page.next;
      } while (cursor !== undefined);
      if (seen !== versions * PER_VERSION) throw new Error(`${seen} changes instead of ${versions * PER_VERSION}`);
      const time = async (at: string | undefined): Promise<number> => {
        const taken: number[] = [];
        for (let round = 0; round < ROUNDS; round += 1) {
          const start = performance.now();
          await ask('/v1/changes', { token, query: { limit: '500', ...(at === undefined ? {} : { cursor: at }) } });
          taken.push(performance.now() - start);
        }
        return taken.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0;
      };
      const [first, end] = [await time(undefined), await time(last)];
      return [{ changes: seen, pages, 'last ÷ first': Number((end / first).toPrecision(3)) }];
    } finally {
      await table.close();
    }
  },
};

async function write(db: Parameters<typeof patchHead>[0], version: number): Promise<void> {
  const key = keyOf(place);
  const at = NOW - 400 * 86_400_000 + version * 60_000;
  const changes = Array.from(
    { length: PER_VERSION },
    (_, index): StoredChange => ({
      ...change(version * PER_VERSION + index, { at, detectedAt: at }),
      ...{ id: `abcdef01-${version}-${index}`, owner: 'alice', network: 'bluesky', audienceKind: 'followers' },
      audienceId: idOf(place),
    }),
  );
  await batchWrite(db, [
    {
      put: {
        ...changesKey(key, version, 0),
        ...packChanges(changes),
        ownerTl: ownerTimeline('alice'),
        audienceTl: audienceTimeline(key),
        tlSk: timelineSort(at, key, version, 0),
      },
    },
  ]);
}
