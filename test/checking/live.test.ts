import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runChecks } from '../../functions/checking/finding.ts';
import { type LiveAccount, liveChecks } from '../../functions/checking/live.ts';
import { CredentialsRejectedError, UnavailableError } from '../../functions/networks/errors.ts';
import type { Connector } from '../../functions/networks/network.ts';
import { runProgram } from '../cli/run-node.ts';
import { freshFolder } from '../local/folder-for-test.ts';

const never = () => {
  throw new Error('The doctor asks who the account is, and nothing else.');
};

/** An account whose network answers so. */
function account(accountId: string, resolve: Connector['resolve']): LiveAccount {
  const connector: Connector = {
    ...{ resolve, discover: never, readPage: never, verify: never, hydrate: never },
    ...{ network: 'github', credentialId: 'github:public', listsFullProfiles: false, canVerify: () => false },
  };
  return { accountId, connector: async () => connector };
}

it('each account’s network is asked who the account is, and what is wrong says its cure', async () => {
  const asked: string[] = [];
  const findings = await runChecks(
    liveChecks([
      account('github:ana', async (name) => {
        asked.push(name);
        return { stableId: '1', profile: { handle: 'ana', url: 'https://github.com/ana' }, followersCount: 1_234 };
      }),
      account('mastodon:ana@toots.example', () => Promise.reject(new CredentialsRejectedError('It was revoked.'))),
      account('bluesky:ana.example', () => Promise.reject(new UnavailableError('It does not answer.'))),
    ]),
  );
  expect(asked).toEqual(['ana']);
  expect(findings).toMatchObject([
    { state: 'ok', about: 'github:ana live', says: 'its network answers: 1,234 followers' },
    { state: 'broken', says: 'It was revoked.', cure: expect.stringContaining('connect mastodon') },
    {
      state: 'attention',
      says: 'It does not answer.',
      cure: 'Check your internet connection, then look again: npm run rekindle -- doctor --live',
    },
  ]);
});

it('X is not asked, because it takes money for it, and the doctor says so rather than nothing', async () => {
  const cwd = await freshFolder();
  const accounts = [{ id: 'x:ana', budget: { usdPerMonth: 5 } }, { id: 'linkedin:ana-example' }];
  writeFileSync(join(cwd, 'c.json'), JSON.stringify({ owners: [{ id: 'ana', name: 'Ana', accounts }] }));
  const args = ['doctor', '--live', '--data', 'd', '--config', 'c.json', '--json'];
  const { findings } = JSON.parse((await runProgram('cli.ts', args, { cwd })).out);
  expect(findings.filter(({ about }: { about: string }) => about.endsWith(' live'))).toEqual([
    {
      state: 'attention',
      about: 'x:ana live',
      says: 'was not asked: X takes money for each answer, and the budget is for reading your lists',
      cure: expect.stringMatching(
        /To ask X all the same, for about two cents: npm run rekindle -- connect x --account x:ana --data d --config c\.json$/,
      ),
    },
  ]);
});
