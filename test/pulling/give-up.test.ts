import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Finding } from '../../functions/core/model.ts';
import { RateLimitedError, UnavailableError } from '../../functions/networks/errors.ts';
import type { Connector } from '../../functions/networks/network.ts';
import { pullAudience } from '../../functions/pulling/audience-job.ts';
import { validateConfig } from '../../functions/runtime/config.ts';
import { trackSchema } from '../../functions/runtime/config-schema.ts';
import type { LogFields } from '../../functions/runtime/logger.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { Audience, listed, rows } from '../roster/people.ts';
import { scriptedConnector } from './scripted-connector.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

async function* failing(error: Error): AsyncGenerator<Finding> {
  yield* await Promise.reject<Finding[]>(error);
}

/** One pull of an audience of three, with what was logged of it. */
async function pull(audience: Audience, connector: Connector) {
  const [owner = ''] = audience.key.split('/');
  const logged: unknown[] = [];
  const log = (message: string, fields?: LogFields) => logged.push([message, fields]);
  const claim = await audience.claim();
  const { report } = await pullAudience({
    deps: {
      db: table.db,
      config: validateConfig(
        { owners: [{ id: owner, name: 'Olive', accounts: [{ id: 'bluesky:alice.example' }], digests: [] }] },
        'test',
      ),
      connectors: async () => connector,
      clock: { now: () => audience.wall, wall: () => audience.wall },
      logger: { debug: log, info: log, warn: log, error: log },
    },
    ...{ claim, connector, mayGoOn: () => true, spread: 0 },
    account: {
      ...{ owner, accountId: 'bluesky:alice.example', network: 'bluesky', stableId: 'did:plc:alice' },
      profile: { handle: 'alice.example', url: 'https://net.example/alice' },
      ...{ track: trackSchema.parse({}), status: 'active', addedAt: 0 },
    },
  });
  return { owner, report, logged, head: await audience.head() };
}

const quiet = scriptedConnector({ list: [listed('p0')], pageSize: 5 });

test.each([
  [new UnavailableError('Bluesky could not be reached (app.bsky.graph.getFollowers). It is asked again later.')],
  [new RateLimitedError('Bluesky allows no more requests until 08:00 (app.bsky.graph.getFollowers).', 1)],
])('of a list that cannot be read its owner is told a sentence, and the log the call too: %s', async (error) => {
  const audience = await Audience.create(table.db);
  const connector: Connector = { ...quiet, readPage: () => Promise.reject(error) };
  const { owner, report, logged, head } = await pull(audience, connector);
  const plain = error.message.replace(/ \(.*?\)/, '');
  expect([report.message, head.lastError?.message]).toEqual([plain, plain]);
  const whose = { owner, network: 'bluesky', kind: 'followers', code: head.lastError?.code };
  expect(logged).toEqual([['a list could not be read', { ...whose, error: error.name, detail: error.message }]]);
});

test('so it is with people who could not be checked', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(3) }, { baselineAt: audience.wall, completePulls: 1 });
  const error = new UnavailableError('Bluesky could not be reached (app.bsky.graph.getRelationships).');
  const connector: Connector = {
    ...quiet,
    canVerify: () => true,
    verify: () => failing(error),
  };
  const { report, logged, head } = await pull(audience, connector);
  expect(report.message).toBe('Not everybody who is missing could be checked: Bluesky could not be reached.');
  expect(head.lastError?.message).toBe('Bluesky could not be reached.');
  expect(logged).toEqual([
    ['not everybody who is missing could be checked', expect.objectContaining({ detail: error.message })],
  ]);
});
