import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../local/folder-for-test.ts';
import { crowd, packed, recordingsOf, seriesFile } from '../replaying/recorded.ts';
import { runProgram } from './run-node.ts';

async function replayIn(files: Record<string, string | Uint8Array>) {
  const cwd = await freshFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  return (...args: string[]) => runProgram('cli.ts', ['replay', ...args], { cwd });
}

const all = crowd(60);
const without = (...gone: string[]): string[] => all.filter((id) => !gone.includes(id));
const SERIES = seriesFile(
  recordingsOf([
    all,
    [...without('p7'), 'new'],
    [...without('p7'), 'new'],
    [],
    [...all.slice(20), 'new'],
    [...all.slice(20), 'new', 'p7'],
    [...all.slice(20), 'p7'],
  ]),
);

describe('rekindle replay', () => {
  it('tells each change as one line of JSON, and the totals last', async () => {
    const replay = await replayIn({ 'a.jsonl.gz': packed(SERIES) });
    const { code, out, err } = await replay('a.jsonl.gz', '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const told = out
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    const [gained, lost, ...rest] = told;
    expect(gained).toEqual({ kind: 'gained', person: 'new', toldAt: '2026-01-02T06:00:00Z' });
    expect(lost).toEqual({
      kind: 'lost',
      person: 'p7',
      leftAt: '2026-01-02T06:00:00Z',
      toldAt: '2026-01-03T06:00:00Z',
      verdict: 'unknown',
    });
    expect(rest.at(-1)).toEqual({
      ...{ snapshots: 7, refused: 1, gained: 1, lost: 20, returned: 1, heldNow: 0, missingNow: 1, events: 1 },
    });
    const drop = rest.slice(0, -2);
    expect(drop).toHaveLength(19);
    for (const change of drop) {
      expect(change).toMatchObject({ kind: 'lost', leftAt: '2026-01-05T06:00:00Z', event: 'drop-2026-01-05' });
    }
    expect(rest.at(-2)).toMatchObject({ kind: 'returned', person: 'p7', toldAt: '2026-01-06T06:00:00Z' });
  });

  it('shows a person a table with the mass loss under one heading, what was not compared, and a summary', async () => {
    const replay = await replayIn({ 'a.jsonl': SERIES });
    const { code, out } = await replay('a.jsonl', '--as', 'list');
    expect(code).toBe(0);
    expect(out).toContain('2026-01-03T06:00:00Z  left    p7  gone since 2026-01-02T06:00:00Z, unlisted\n');
    expect(out).toContain('2026-01-04T06:00:00Z  not compared: The list came back empty although');
    expect(out).toContain('2026-01-06T06:00:00Z  19 people left at once (drop-2026-01-05):\n');
    expect(out).toContain('2026-01-06T06:00:00Z  back    p7  away for 4 days\n');
    expect(out).toContain('7 lists, 1 of them not compared.');
    expect(out).toContain('Mass loss drop-2026-01-05: 19 people at once.');
    expect(out).toMatch(/Not told yet: 1 person missing, 0 people held\.\n$/);
  });

  it('lets no escape sequence out of a hostile file', async () => {
    const hostile = '\u001b[2J';
    const replay = await replayIn({ 'a.jsonl': seriesFile(recordingsOf([['a'], ['a', hostile]])) });
    expect((await replay('a.jsonl')).out).not.toContain('\u001b');
    expect((await replay('a.jsonl', '--json')).out).not.toContain('\u001b');
    expect((await replay('a.jsonl', '--json')).out).toContain(String.raw`"person":"\u001b[2J"`);
  });

  it.each([
    [['none.jsonl'], /There is no file none\.jsonl/],
    [['.'], /is a folder/],
    [['bad.jsonl'], /line 2: found "nonsense", expected a JSON object/],
    [['bad.jsonl', '--as', 'myspace'], /Allowed choices are bluesky, mastodon, github, x, facebook/],
    [[], /missing required argument 'FILE'/],
  ])('says what is wrong with %j', async (args, message) => {
    const replay = await replayIn({ 'bad.jsonl': '{"t":"2026-01-01","ids":["a"]}\nnonsense\n' });
    const { code, err } = await replay(...args);
    expect(code).toBe(1);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n {4}at /);
  });

  it('explains itself', async () => {
    const { code, out } = await (await replayIn({}))('--help');
    expect(code).toBe(0);
    for (const word of ['FILE', '--as', '--json', 'gzip']) expect(out).toContain(word);
  });
});
