import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { expect, it, onTestFinished } from 'vitest';
import { listAccounts, updateAccount } from '../../functions/storage/accounts.ts';
import { createCalendar } from '../../lib/local/calendar.ts';
import { openLaptop } from '../../lib/local/laptop.ts';
import { readLastConfig } from '../../lib/local/last-config.ts';
import { layFirstFolder } from '../archiving/first-folder.ts';
import { freshFolder } from './folder-for-test.ts';

/** A folder with a history, two of whose accounts were in trouble, as a run has it open. */
async function inTrouble(endsByItself: boolean) {
  const directory = join(await freshFolder(), 'mine');
  layFirstFolder(directory);
  const config = await readLastConfig(directory);
  if (config === undefined) throw new Error('There is no last-config.json.');
  const laptop = await openLaptop({
    ...{ directory, config, endsByItself, lockedAt: 1, env: {}, publicUrl: () => 'http://127.0.0.1:4141' },
    calendar: createCalendar(() => Date.UTC(2030, 0, 7, 12), undefined),
  });
  onTestFinished(() => laptop.close());
  const [owner] = config.owners;
  if (owner === undefined) throw new Error('There is no owner.');
  const [first, second] = await listAccounts(laptop.db, owner.id);
  for (const [account, code, message] of [
    [first, 'unavailable', 'It is down. It is asked again later.'],
    [second, 'credentials-rejected', 'Sign in: npm run rekindle -- connect github.'],
  ] as const) {
    await updateAccount(laptop.db, owner.id, account?.accountId ?? '', { lastError: { at: 1, code, message } });
  }
  return { laptop, directory };
}

async function mailed(endsByItself: boolean) {
  const { laptop, directory } = await inTrouble(endsByItself);
  await laptop.sendDigest({ force: true });
  const [name = ''] = await laptop.outbox.folder.list();
  const { text = '' } = await PostalMime.parse((await laptop.outbox.folder.read(name)) ?? '');
  return { text: text.replace(/\s+/g, ' '), directory };
}

it('a mail leads its commands to the folder, and promises what the process that stays keeps', async () => {
  const { text, directory } = await mailed(false);
  expect(text).toContain(`Sign in: npm run rekindle -- connect github --data ${directory}.`);
  expect(text).toContain('It is asked again later.');
});

it('a mail of a run that ends by itself promises nothing before the next start', async () => {
  const { text } = await mailed(true);
  expect(text).toContain('It is asked again with the next start.');
  expect(text).toContain('it is tried again with the next start');
  expect(text).not.toContain('asked again later');
});
