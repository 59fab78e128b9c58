import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listAccounts, updateAccount } from '../../functions/storage/accounts.ts';
import { openTable } from '../../lib/local/open-table.ts';
import { layFirstFolder } from '../archiving/first-folder.ts';
import { freshFolder } from '../local/folder-for-test.ts';
import { runHere } from './run-here.ts';

/** A folder with a history, and the words that lead there. */
async function withHistory() {
  const cwd = await freshFolder();
  const data = join(cwd, 'first');
  layFirstFolder(data);
  return { cwd, data, place: ['--data', data, '--config', join(data, 'last-config.json')] };
}

describe('whoever works with a history', () => {
  it('hears that a misspelt person is nobody known, and how to find an id; who is known is just erased', async () => {
    const { data, place } = await withHistory();
    const [first = ''] = (await runHere('history', 'changes', '--format', 'ndjson', ...place)).split('\n');
    const known = String(JSON.parse(first).person.id);
    const typo = await runHere('erase', 'bluesky:nobody', ...place);
    expect(typo).toMatch(/^Nobody with the id bluesky:nobody is known here for robin now\. It is noted all the same/);
    expect(typo).toContain(`history people --q NAME --data ${data}`);
    expect(await runHere('erase', known, ...place)).toMatch(/is being erased for robin: out of every answer now/);
  });

  it('reads in tables what the mail says, in the zone of the mail, and codes in what is for programs', async () => {
    const { place } = await withHistory();
    const table = await runHere('history', 'changes', '--kind', 'lost', ...place);
    expect(table).toMatch(/^DETECTED \(Europe\/[A-Z][a-z]+\) /);
    expect(table).toMatch(/no longer follows you|no longer on your list/);
    expect(table).not.toMatch(/ (unknown|unlisted|unfollowed) /);
    expect(await runHere('history', 'changes', '--kind', 'lost', '--format', 'csv', ...place)).toMatch(
      /,(unknown|unlisted|unfollowed),/,
    );
    expect(await runHere('history', 'stats', ...place)).toMatch(/lost: no longer (follow you|on your list)/);
  });

  it('is told where to find what is to be named', async () => {
    const { place } = await withHistory();
    await expect(runHere('history', 'trend', '--data', 'd')).rejects.toThrow(
      'Say which audience with --audience ID. To see which there are: npm run rekindle -- history audiences --data d',
    );
    await expect(runHere('erase', 'Nobody', '--data', 'd')).rejects.toThrow(
      /Find it with: npm run rekindle -- history people --q NAME --data d$/,
    );
    await expect(runHere('connect', 'bluesky')).rejects.toThrow(/^Bluesky needs no credential: .*npm start/);
    await expect(runHere('connect', 'github', '--account', 'github:a', ...place)).rejects.toThrow(
      /Add "github:a" to the accounts in .*last-config\.json, then connect it|not configured; these are/,
    );
  });

  it('never takes somebody else’s history for none', async () => {
    const { cwd, data } = await withHistory();
    const other = join(cwd, 'other.json');
    writeFileSync(other, JSON.stringify({ owners: [{ id: 'bert', name: 'Bert', accounts: [{ id: 'list:news' }] }] }));
    for (const args of [
      ['history', 'people'],
      ['history', 'stats'],
      ['near', 'Lisbon'],
      ['preview'],
      ['erase', 'list:1'],
    ]) {
      await expect(runHere(...args, '--data', data, '--config', other)).rejects.toThrow(
        /^There is history of "robin" here, and this was asked for "bert"/,
      );
    }
  });

  it('is told that a zip is damaged, not that it is no CSV; nor is a list a damaged backup', async () => {
    const cwd = await freshFolder();
    const zip = join(cwd, 'export.zip');
    writeFileSync(zip, Buffer.from([0xff, 0xfe, 0, 1, 2, 3]));
    const asked = runHere('import', zip, '--as', 'list:news', '--data', join(cwd, 'new'));
    await expect(asked).rejects.toThrow(/named as a zip and does not begin as one: it is damaged/);
    writeFileSync(join(cwd, 'a.csv'), 'id\n1\n');
    await expect(runHere('restore', join(cwd, 'a.csv'), '--data', join(cwd, 'new'))).rejects.toThrow(
      /^The file is no backup of Rekindle: /,
    );
  });

  it('is promised nothing by itself where nothing runs, but told what reads on', async () => {
    const { data, place } = await withHistory();
    const table = await openTable(data);
    const [account] = await listAccounts(table.db, 'robin');
    const message = 'Bluesky could not be reached. It is asked again later.';
    await updateAccount(table.db, 'robin', account?.accountId ?? '', {
      lastError: { at: 1, code: 'unavailable', message },
    });
    await table.close();
    const told = await runHere('status', ...place);
    expect(told).toContain('! Bluesky could not be reached. It is asked again with the next start.');
    expect(told).toContain(
      `Nothing runs on this folder now. To read on: npm start -- --config ${data}/last-config.json --data ${data}`,
    );
    expect(await runHere('doctor', ...place)).not.toContain('asked again later');
    await runHere('preview', '--out', join(data, 'look'), ...place);
    const preview = readFileSync(join(data, 'look.txt'), 'utf8').replace(/\s+/g, ' ');
    expect(preview).toContain('It is asked again with the next start.');
  });
});
