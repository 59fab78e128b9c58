import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { problemsOf, shareSeenAgain } from './measure.ts';
import { replayFile } from './recorded.ts';

/** Real lists that lie beside the repository and are no part of it. Without them the made-up ones have to do. */
const SERIES = new URL('../../../shared/series/', import.meta.url);

/** Per file: the most that may be seen again (column "patient" of the README there), and mass losses. */
const FILES = [
  ['twitter-b', 0.07, []],
  ['twitter-c', 0.114, []],
  ['bluesky-a', 0, []],
  ['github-a', 0.0155, ['drop-2026-03-28']],
] as const;

describe.each(FILES)('the recorded followers of %s', (name, most, events) => {
  const file = new URL(`${name}-followers.jsonl.gz`, SERIES);

  it.skipIf(!existsSync(file))(
    'are told without a false loss too many, once and in time (needs ../shared/series)',
    async () => {
      const replayed = await replayFile(readFileSync(file));
      expect(shareSeenAgain(replayed)).toBeLessThanOrEqual(most);
      expect(problemsOf(replayed)).toEqual([]);
      expect([...new Set(replayed.lost.flatMap(({ event }) => event ?? []))]).toEqual(events);
      expect(replayed.totals.refused).toBe(0);
    },
  );
});
