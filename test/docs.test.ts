import { globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { rekindleProgram } from '../bin/program.ts';
import { createTerminal } from '../lib/local/terminal.ts';

/** What README and docs name has to be there: files, headings, commands with their options, settings, packages. */

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
/** The changelog and the records of decisions tell of their day. */
const PAGES = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/*.md', { cwd: ROOT }).sort()];
const TEXTS = new Map(PAGES.map((page) => [page, read(page)]));

const manifest = z
  .object({
    scripts: z.record(z.string(), z.string()),
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(read('package.json')));

/** All matches in all pages, as `page: match`, without those that `isRight`. */
function wrong(pattern: RegExp, isRight: (found: string, page: string) => boolean): readonly string[] {
  return [...TEXTS].flatMap(([page, text]) =>
    [...text.matchAll(pattern)]
      .map((match) => match[1] ?? match[0])
      .filter((found) => !isRight(found, page))
      .map((found) => `${page}: ${found}`),
  );
}

const exists = (path: string) => globSync(path, { cwd: ROOT }).length > 0;

/** As GitHub makes anchors of headings. */
function anchorsOf(page: string): readonly string[] {
  const headings = [...read(page).matchAll(/^#{1,6} (.*)$/gm)].map(([, heading]) => heading ?? '');
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

it('links lead to files and headings that there are', () => {
  const isThere = (link: string, page: string) => {
    if (/^[a-z]+:/.test(link)) return true;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : normalize(join(dirname(page), path));
    return exists(target) && (anchor === undefined || anchorsOf(target).includes(anchor));
  };
  expect(wrong(/\]\(([^)\s]+)\)/g, isThere)).toEqual([]);
  expect(wrong(/(?:src|href)="([^"]+)"/g, isThere)).toEqual([]);
});

it('files that are named are there', () => {
  const path = /`((?:bin|lib|functions|test|docs)\/[\w./*-]+)`/g;
  // A capitalised part stands for whatever it is called: functions/networks/NAME/.
  const isThere = (named: string) => /\/[A-Z]{3,}\b/.test(named) || exists(named.replace(/\/$/, ''));
  expect(wrong(path, isThere)).toEqual([]);
  expect(wrong(/\bnode ((?:bin|test)\/[\w./-]+)/g, isThere)).toEqual([]);
});

it('every room of the house is named to newcomers', () => {
  const rooms = readdirSync(join(ROOT, 'functions'), { withFileTypes: true }).map((room) =>
    room.isDirectory() ? `${room.name}/` : room.name,
  );
  const table = read('CONTRIBUTING.md');
  expect(rooms.filter((room) => !table.includes(`\`${room}\``))).toEqual([]);
});

it('scripts that are named are in package.json', () => {
  expect(wrong(/npm run ([\w-]+)/g, (script) => script in manifest.scripts)).toEqual([]);
});

it('commands that are named can be given, with their options', () => {
  const nowhere = { write: () => undefined };
  const program = rekindleProgram(createTerminal(nowhere, nowhere), () => {});
  const start = { options: ['--once', '--data', '--config', '--port', '--now', '--help'] };
  expect(start.options.filter((option) => !read('bin/start.ts').includes(`'${option}`))).toEqual([]);
  const problem = (line: string): string | undefined => {
    const [name, ...words] = line.split(/\s+/);
    const command = program.commands.find((one) => one.name() === name);
    if (command === undefined) return `no command ${name}`;
    // `connect NETWORK` stands for any.
    const subs = command.commands.filter((one) => one.name() === words[0] || /^[A-Z]+$/.test(words[0] ?? ''));
    const known = optionsOf(program, command, ...subs);
    return words.filter((word) => word.startsWith('--')).find((word) => !known.includes(word.replace(/[=.,].*$/, '')));
  };
  expect(wrong(/npm run rekindle -- ([a-z][^`#\n|]*)/g, (line) => problem(line) === undefined)).toEqual([]);
  const isStart = (line: string) => (line.match(/--[a-z]+/g) ?? []).every((word) => start.options.includes(word));
  expect(wrong(/npm start -- ([^`#\n|]*)/g, isStart)).toEqual([]);
  // The README's table of commands is whole.
  const listed = [...read('README.md').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code.split(' ')[0]);
  const all = program.commands.map((command) => command.name());
  expect(all.filter((name) => !listed.includes(name) && !read('README.md').includes(`rekindle -- ${name}`))).toEqual(
    [],
  );
});

function optionsOf(...commands: readonly Command[]): readonly string[] {
  const options = commands.flatMap((command) => command.options);
  return ['--help', ...options.flatMap(({ long, short }) => [long ?? '', short ?? ''])];
}

it('settings that are named are in the schema of the configuration', () => {
  const paths = settingsIn(JSON.parse(read('docs/rekindle.config.schema.json')));
  const names = new Set([...paths].flatMap((path) => path.split('.')));
  const tops = new Set([...paths].map((path) => path.split('.')[0]));
  const isSetting = (named: string) => !tops.has(named.split('.')[0]) || paths.has(named);
  expect(wrong(/`([a-z]\w*(?:\.[a-z]\w*)+)`/g, isSetting)).toEqual([]);
  // The API's document shows bodies in the same way; they have a test of their own.
  const isKey = (named: string, page: string) => page === 'docs/api.md' || names.has(named);
  expect(wrong(/`\{?"([a-zA-Z]+)":/g, isKey)).toEqual([]);
});

/** `retention.lost`, `owners.accounts.budget.usdPerMonth`, … */
function settingsIn(schema: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const object = z.record(z.string(), z.unknown());
  const visit = (node: unknown, path: string): void => {
    const parsed = object.safeParse(node);
    if (!parsed.success) return;
    visit(parsed.data['items'], path);
    for (const [key, value] of Object.entries(object.safeParse(parsed.data['properties']).data ?? {})) {
      const name = path === '' ? key : `${path}.${key}`;
      found.add(name);
      visit(value, name);
    }
  };
  visit(schema, '');
  return found;
}

it('variables that are named are read somewhere', () => {
  const code = ['bin', 'lib', 'functions', 'test/faults'].flatMap((folder) =>
    globSync(`${folder}/**/*.ts`, { cwd: ROOT }).map(read),
  );
  const all = code.join('\n');
  // REKINDLE_NETWORK_TOKEN stands for one of each network.
  const isRead = (name: string) => all.includes(name) || /^REKINDLE_[A-Z]+_(?:TOKEN|URL)$/.test(name);
  expect(wrong(/\b(REKINDLE_[A-Z_]+)\b/g, isRead)).toEqual([]);
});

it('each picture in docs is shown or linked somewhere', () => {
  const pictures = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.png'));
  const all = [...TEXTS.values()].join('\n');
  expect(pictures.filter((name) => !all.includes(name))).toEqual([]);
});

it('the README says why each package is there, and of no other', () => {
  const readme = read('README.md');
  const table = readme.slice(readme.indexOf('### Dependencies'));
  const cells = [...table.matchAll(/^\| (`[^|]+`)\s*\|/gm)].map(([, cell]) => cell ?? '');
  const named = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, name = '']) => spelledOut(name)));
  const packages = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  const isNamed = (name: string) =>
    named.some((one) => one === name || (one.endsWith('*') && name.startsWith(one.slice(0, -1))));
  expect(packages.filter((name) => !isNamed(name) && !name.startsWith('@types/'))).toEqual([]);
  expect(named.filter((name) => !name.endsWith('*') && !packages.includes(name))).toEqual([]);
});

/** `@aws-sdk/client-{ses,ssm}` are two packages. */
function spelledOut(name: string): readonly string[] {
  const [, before = '', inside = '', after = ''] = /^(.*)\{(.*)\}(.*)$/.exec(name) ?? [];
  return inside === '' ? [name] : inside.split(',').map((one) => `${before}${one}${after}`);
}
