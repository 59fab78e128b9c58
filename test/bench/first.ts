import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { DiskTable } from './disk-table.ts';
import { createAudience, pullOnce, START } from './engine-pull.ts';
import { readPages } from './read-pages.ts';
import { byParsing, linesOf, PAGE, writeViews } from './weekly.ts';
import { World } from './world.ts';

const KEY = 'bench/bluesky/did:plc:bench/followers';

async function prepare(n: number, dir: string): Promise<void> {
  const table = new DiskTable(join(dir, 'table'), true);
  await createAudience(table.db, KEY);
  table.close();
  await copyFile(join(dir, 'table.index'), join(dir, 'table.prepared'));
  writeViews(join(dir, 'pages.jsonl'), new World(n, 1), PAGE);
}

async function byRekindle(_n: number, dir: string): Promise<string> {
  const table = new DiskTable(join(dir, 'table'), false);
  return `${(await pullOnce(table.db, KEY, START, readPages(linesOf(dir)))).listed} listed`;
}

export const FIRST: Bench = {
  name: 'first',
  what: 'the first pull of an audience of profiles, from pages of JSON to the committed base',
  sizes: [200_000],
  baselines: ['json-parse'],
  prepare,
  reset: (dir) => copyFile(join(dir, 'table.prepared'), join(dir, 'table.index')),
  variants: { 'json-parse': byParsing, rekindle: byRekindle },
};
