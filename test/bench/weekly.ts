import { closeSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ListedPerson } from '../../functions/core/model.ts';
import type { Bench } from './bench.ts';
import { DiskTable } from './disk-table.ts';
import { createAudience, type PullTally, pullInPieces, pullOnce, START, WEEK } from './engine-pull.ts';
import { pagesOf } from './pages.ts';
import { readPages, textsOf } from './read-pages.ts';
import { type PersonView, personOf, World } from './world.ts';

const KEY = 'bench/bluesky/did:plc:bench/followers';
export const PAGE = 100;
/** As often as the bench of checkpoints. */
const CUTS = 60;
/** Weeks that lie in the log when the timed one comes. */
const LOGGED_WEEKS = 4;

async function prepare(n: number, dir: string): Promise<void> {
  const world = new World(n, LOGGED_WEEKS + 2);
  const table = new DiskTable(join(dir, 'table'), true);
  await createAudience(table.db, KEY);
  for (let week = 0; week <= LOGGED_WEEKS; week += 1) {
    await pullOnce(table.db, KEY, START + week * WEEK, readPages(textsOf(pagesOf(world, PAGE))));
    if (week === LOGGED_WEEKS) writeViews(join(dir, 'before.jsonl'), world, 1);
    world.live();
  }
  table.close();
  await copyFile(join(dir, 'table.index'), join(dir, 'table.prepared'));
  writeViews(join(dir, 'pages.jsonl'), world, PAGE);
}

/** A page a line; with one person a page, the person alone. */
export function writeViews(path: string, world: World, size: number): void {
  const file = openSync(path, 'w');
  let lines: string[] = [];
  const flush = (): void => {
    if (lines.length > 0) writeSync(file, `${lines.join('\n')}\n`);
    lines = [];
  };
  const pages = pagesOf(world, size);
  for (const line of size === 1 ? people(pages) : textsOf(pages)) {
    lines.push(line);
    if (lines.length * size >= 5_000) flush();
  }
  flush();
  closeSync(file);
}

function* people(pages: Iterable<readonly PersonView[]>): Generator<string> {
  for (const page of pages) for (const view of page) yield JSON.stringify(view);
}

/** Of a file, as much as is in memory at a time; no line is longer. */
const WINDOW = 200_000;

/** The lines of a file, one at a time and none kept: each is to be used before the next. Nothing is made for any of them. */
export function* linesOf(dir: string, name = 'pages.jsonl'): Generator<Buffer> {
  const file = openSync(join(dir, name), 'r');
  const room = Buffer.alloc(WINDOW);
  let filled = 0;
  for (let read = readSync(file, room); read > 0; read = readSync(file, room, filled, room.length - filled, null)) {
    filled += read;
    let from = 0;
    for (let end = room.indexOf(10); end !== -1 && end < filled; end = room.indexOf(10, from)) {
      yield room.subarray(from, end);
      from = end + 1;
    }
    room.copyWithin(0, from, filled);
    filled -= from;
  }
  closeSync(file);
  if (filled > 0) throw new Error(`The last line of ${name} has no end, or one does not fit.`);
}

const parsePage = (text: string): PersonView[] => (JSON.parse(text) as { followers: PersonView[] }).followers;

const told = ({ listed, gained, gone, edited }: PullTally): string =>
  `${listed} listed, ${gained} gained, ${gone} gone, ${edited} edited`;

async function byRekindle(_n: number, dir: string): Promise<string> {
  const table = new DiskTable(join(dir, 'table'), false);
  return told(await pullOnce(table.db, KEY, START + (LOGGED_WEEKS + 1) * WEEK, readPages(linesOf(dir))));
}

/** The same, cut by a rate limit: it may take longer, but no more memory. */
async function byPieces(n: number, dir: string): Promise<string> {
  const table = new DiskTable(join(dir, 'table'), false);
  const at = START + (LOGGED_WEEKS + 1) * WEEK;
  return told(
    await pullInPieces(table.db, KEY, at, readPages(linesOf(dir)), { pagesInAPiece: Math.ceil(n / PAGE / (CUTS + 1)) }),
  );
}

/** Nothing but the pages: what any design has to do. */
export function byParsing(_n: number, dir: string): string {
  let listed = 0;
  for (const line of linesOf(dir)) listed += parsePage(line.toString()).length;
  return `${listed} listed`;
}

/** What one would write first: last week's people as a Map of objects, this week's as another, and all of it stored. */
function byMap(_n: number, dir: string): string {
  const before = new Map<string, ListedPerson>();
  for (const line of linesOf(dir, 'before.jsonl')) {
    const person = personOf(JSON.parse(line.toString()) as PersonView);
    before.set(person.id, person);
  }
  const after = new Map<string, ListedPerson>();
  for (const line of linesOf(dir)) {
    for (const person of parsePage(line.toString()).map(personOf)) after.set(person.id, person);
  }
  const gained = [...after.values()].filter(({ id }) => !before.has(id));
  const gone = [...before.values()].filter(({ id }) => !after.has(id));
  const edited = [...after.values()].filter((person) => {
    const was = before.get(person.id);
    return was !== undefined && JSON.stringify(was.profile) !== JSON.stringify(person.profile);
  });
  const file = openSync(join(dir, 'stored.jsonl'), 'w');
  let lines: string[] = [];
  for (const person of after.values()) {
    lines.push(JSON.stringify(person));
    if (lines.length < 3_000) continue;
    writeSync(file, `${lines.join('\n')}\n`);
    lines = [];
  }
  writeSync(file, lines.join('\n'));
  closeSync(file);
  writeFileSync(join(dir, 'changes.json'), JSON.stringify({ gained, gone, edited }));
  return told({ listed: after.size, gained: gained.length, gone: gone.length, edited: edited.length });
}

export const WEEKLY: Bench = {
  name: 'weekly',
  what: 'a weekly pull of profiles, from pages of JSON and the stored roster with its log to committed changes',
  sizes: [200_000],
  baselines: ['json-parse', 'map-of-objects'],
  partial: ['json-parse'],
  prepare,
  // A commit changes the table's index; what it adds to the file is not looked at again.
  reset: (dir) => copyFile(join(dir, 'table.prepared'), join(dir, 'table.index')),
  variants: { 'json-parse': byParsing, 'map-of-objects': byMap, rekindle: byRekindle, 'cut-60-times': byPieces },
};
