import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleFunction } from '../../lib/bundles/bundle-function.ts';
import type { CountBench } from './bench.ts';
import { BUNDLE_GOALS } from './bundle-goals.ts';
import { bundleSizes } from './bundle-sizes.ts';

const ROUNDS = 11;

async function count(_n: number, dir: string): Promise<Readonly<Record<string, unknown>>[]> {
  const empty = join(dir, 'empty.mjs');
  writeFileSync(empty, '');
  const bundles = [];
  for (const [variant, goal] of Object.entries(BUNDLE_GOALS)) {
    const folder = join(dir, variant);
    const sizes = bundleSizes(await bundleFunction(variant, folder));
    bundles.push({ variant, goal, folder, sizes });
  }
  const [base = Number.NaN, ...starts] = startTimes([empty, ...bundles.map(({ folder }) => join(folder, 'index.mjs'))]);
  return bundles.map(({ variant, goal, folder, sizes }, n) => ({
    variant,
    kb: kilo(sizes.start),
    gzipKb: kilo(
      sizes.startFiles.reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).byteLength, 0),
    ),
    allKb: kilo(sizes.all),
    importRatio: Number(((starts[n] ?? Number.NaN) / base).toPrecision(3)),
    goal: `${goal.kb} kb${goal.importRatio === undefined ? '' : `, importRatio ${goal.importRatio}`}`,
  }));
}

/** Median time of bare processes that each import one file, in turn, so that a busy machine is busy for all of them. */
function startTimes(files: readonly string[]): number[] {
  const times = files.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [n, file] of files.entries()) {
      const start = process.hrtime.bigint();
      const { status, stderr } = spawnSync(process.execPath, [file], { env: {} });
      if (status !== 0) throw new Error(`${file} cannot be imported: ${stderr}`);
      times[n]?.push(Number(process.hrtime.bigint() - start));
    }
  }
  return times.map((all) => all.sort((a, b) => a - b)[all.length >> 1] ?? Number.NaN);
}

const kilo = (bytes: number): number => Math.round(bytes / 100) / 10;

export const BUNDLES: CountBench = {
  name: 'bundles',
  what:
    'thousands of bytes of each function: what every start reads, gzipped, and with what is read when it is asked for; ' +
    `and the start of a process that imports it against one that imports an empty module, median of ${ROUNDS}`,
  sizes: [1],
  count,
};
