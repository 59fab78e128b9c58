import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { compareIdLists } from './id-lists.ts';
import { type IdForm, idOf, mix } from './world.ts';

const BATCH = 50_000;

/** Two lists a week apart, newest first or shuffled: 1 % of the first have left, 1 % of the second are new. */
async function prepare(kind: IdForm, isShuffled: boolean, n: number, dir: string): Promise<void> {
  const gained = Math.floor(n / 100);
  const before = Uint32Array.from({ length: n }, (_, at) => n - 1 - at);
  const hasLeft = (who: number): boolean => mix(who) % 100 === 7;
  const after = Uint32Array.from({ length: n + gained }, (_, at) => n + gained - 1 - at).filter(
    (who) => who >= n || !hasLeft(who),
  );
  if (isShuffled) {
    shuffle(before, 1);
    shuffle(after, 2);
  }
  for (const [name, list] of [
    ['before.txt', before],
    ['after.txt', after],
  ] as const) {
    const file = openSync(join(dir, name), 'w');
    for (let at = 0; at < list.length; at += BATCH) {
      writeSync(file, `${Array.from(list.subarray(at, at + BATCH), (who) => idOf(kind, who)).join('\n')}\n`);
    }
    closeSync(file);
  }
}

function shuffle(list: Uint32Array, seed: number): void {
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = mix(at * 3 + seed) % (at + 1);
    const was = list[at] ?? 0;
    list[at] = list[other] ?? 0;
    list[other] = was;
  }
}

/** What variants agree on: how many, and exactly who, in any order. */
function told(lost: readonly string[], gained: readonly string[]): string {
  const hash = createHash('sha256');
  for (const ids of [lost, gained]) hash.update(`${[...ids].sort().join('\n')}\n\n`);
  return `${lost.length} lost, ${gained.length} gained, ${hash.digest('hex').slice(0, 16)}`;
}

function bySet(_n: number, dir: string): string {
  const read = (name: string): string[] =>
    readFileSync(join(dir, name), 'utf8')
      .split('\n')
      .filter((id) => id !== '');
  const before = new Set(read('before.txt'));
  const after = new Set(read('after.txt'));
  return told(
    [...before].filter((id) => !after.has(id)),
    [...after].filter((id) => !before.has(id)),
  );
}

function byRekindle(_n: number, dir: string): string {
  const { lost, gained } = compareIdLists(readFileSync(join(dir, 'before.txt')), readFileSync(join(dir, 'after.txt')));
  return told(lost, gained);
}

const PYTHON =
  "python3 -c \"a=set(open('before.txt').read().split());b=set(open('after.txt').read().split());print(len(a-b),len(b-a))\"";
const SORT =
  'export LC_ALL=C; sort before.txt > b.sorted; sort after.txt > a.sorted; comm -23 b.sorted a.sorted | wc -l; comm -13 b.sorted a.sorted | wc -l';

function idsBench(kind: IdForm, isShuffled: boolean): Bench {
  const order = isShuffled ? 'any order' : 'newest first';
  return {
    name: `ids-${kind}-${isShuffled ? 'shuffled' : 'ordered'}`,
    what: `two lists of ${kind} ids in files, ${order}: who left, who is new`,
    sizes: [1_000_000],
    baselines: ['js-set'],
    prepare: (n, dir) => prepare(kind, isShuffled, n, dir),
    variants: { 'js-set': bySet, rekindle: byRekindle },
    programs: {
      'python-set': { needs: 'python3', command: PYTHON },
      'sort-comm': { needs: 'comm', command: SORT },
    },
  };
}

export const ID_BENCHES: readonly Bench[] = (['decimal', 'github', 'plc'] as const).flatMap((kind) => [
  idsBench(kind, false),
  idsBench(kind, true),
]);
