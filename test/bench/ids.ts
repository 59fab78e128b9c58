import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { shuffle } from './shuffle.ts';
import { type IdForm, idOf, mix } from './world.ts';

const BATCH = 50_000;

/** One in so many is listed twice, a page later: while a list is read, it moves. */
const TWICE = 1_000;
const LATER = 100;

/**
 * Two lists a week apart, newest first or shuffled: 1 % of the first have left, 1 % of the second are new, and some of
 * it comes twice. What is to be found stands beside them.
 */
async function prepare(kind: IdForm, isShuffled: boolean, n: number, dir: string): Promise<void> {
  const gained = Math.floor(n / 100);
  const before = Uint32Array.from({ length: n }, (_, at) => n - 1 - at);
  const hasLeft = (who: number): boolean => mix(who) % 100 === 7;
  const once = Uint32Array.from({ length: n + gained }, (_, at) => n + gained - 1 - at).filter(
    (who) => who >= n || !hasLeft(who),
  );
  const after = Uint32Array.from({ length: once.length + Math.floor(once.length / TWICE) }, (_, at) => {
    const twice = Math.floor(at / (TWICE + 1));
    return once[at % (TWICE + 1) === TWICE ? at - twice - LATER : at - twice] ?? 0;
  });
  const ids = (list: Iterable<number>): string[] => Array.from(list, (who) => idOf(kind, who));
  writeFileSync(join(dir, 'expected.txt'), told(ids(before.filter(hasLeft)), ids(once.subarray(0, gained))));
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

/** Exactly who, in any order, and how many. */
function told(lost: readonly string[], gained: readonly string[]): string {
  const hash = createHash('sha256');
  for (const ids of [lost, gained]) hash.update(`${[...ids].sort().join('\n')}\n\n`);
  return `${lost.length} lost, ${gained.length} gained, ${hash.digest('hex').slice(0, 16)}`;
}

/** What a program has found. It must be what was put into the lists, whatever other programs find. */
function found(dir: string): string {
  const [lost = [], gained = []] = ['lost.txt', 'gained.txt'].map((name) => {
    const lines = readFileSync(join(dir, name), 'utf8').split('\n');
    // The next program shall not be taken to have found it.
    rmSync(join(dir, name));
    return lines.filter((id) => id !== '');
  });
  const result = told(lost, gained);
  const expected = readFileSync(join(dir, 'expected.txt'), 'utf8');
  if (result !== expected) throw new Error(`Found ${result}, but there are ${expected}.`);
  return result;
}

const PROGRAMS: Bench['programs'] = {
  'js-set': { script: join(import.meta.dirname, 'id-programs/js-set.ts') },
  rekindle: { script: join(import.meta.dirname, 'id-programs/rekindle.ts') },
  'python-set': {
    needs: 'python3',
    command: `python3 -c "
before = set(open('before.txt').read().split())
after = set(open('after.txt').read().split())
open('lost.txt', 'w').write('\\n'.join(before - after))
open('gained.txt', 'w').write('\\n'.join(after - before))"`,
  },
  'sort-comm': {
    needs: 'comm',
    command: `export LC_ALL=C TMPDIR=.
sort -u before.txt > before.sorted
sort -u after.txt > after.sorted
comm -23 before.sorted after.sorted > lost.txt
comm -13 before.sorted after.sorted > gained.txt`,
  },
};

function idsBench(kind: IdForm, isShuffled: boolean): Bench {
  const order = isShuffled ? 'any order' : 'newest first';
  return {
    name: `ids-${kind}-${isShuffled ? 'shuffled' : 'ordered'}`,
    what: `two lists of ${kind} ids in files, ${order}: who left, who is new; whole processes`,
    sizes: [1_000_000],
    baselines: ['js-set'],
    prepare: (n, dir) => prepare(kind, isShuffled, n, dir),
    variants: {},
    programs: PROGRAMS,
    found,
  };
}

export const ID_BENCHES: readonly Bench[] = (['decimal', 'github', 'plc'] as const).flatMap((kind) => [
  idsBench(kind, false),
  idsBench(kind, true),
]);
