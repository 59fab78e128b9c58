import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeParts } from '../../functions/importing/parts.ts';
import { listAccounts } from '../../functions/storage/accounts.ts';
import { createCalendar } from '../../lib/local/calendar.ts';
import { createFileSecrets } from '../../lib/local/file-secrets.ts';
import { receiveImport } from '../../lib/local/import-endpoint.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { configOf } from '../mailing/world.ts';
import { freshFolder, SILENT } from './folder-for-test.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

/** A list of so many people, as the CLI hands it on. */
async function partsOf(count: number): Promise<string[]> {
  async function* people() {
    yield Array.from({ length: count }, (_, n) => ({ id: `p${n}`, profile: { handle: `p${n}`, url: '' } }));
  }
  const lines: string[] = [];
  for await (const line of encodeParts(people())) lines.push(line);
  return lines;
}

async function sent(owner: string, body: string, facts: object = { accountId: 'list:news', kind: 'members' }) {
  const directory = await freshFolder();
  const secrets = createFileSecrets(join(directory, 'secrets'), {});
  const laptop = {
    directory,
    db: table.db,
    config: configOf({ id: owner }),
    logger: SILENT,
    calendar: createCalendar(Date.now),
    secrets,
  };
  const server = createServer((request, response) => {
    const params = new URL(request.url ?? '', 'http://localhost').searchParams;
    void receiveImport({ laptop, lockedAt: Date.now(), owner }, params, request, response).catch(() =>
      response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const query = new URLSearchParams({ facts: JSON.stringify(facts) });
    const answer = await fetch(`http://127.0.0.1:${port}/local/import?${query}`, { method: 'POST', body });
    return {
      status: answer.status,
      text: await answer.text(),
      left: await readdir(join(directory, 'tmp')).catch(() => []),
    };
  } finally {
    server.close();
  }
}

describe('a list from the CLI', () => {
  it('is taken as it was parsed, and nothing of it stays behind in a file', async () => {
    const { status, text, left } = await sent('ann', (await partsOf(1_500)).join(''));
    expect([status, left]).toEqual([200, []]);
    expect(JSON.parse(text)).toMatchObject({ outcome: 'baseline', count: 1_500 });
  });

  it.each([
    ['is cut off between two parts', async () => (await partsOf(12_000)).slice(0, -1).join(''), /cut off on its way/],
    ['lacks a part', async () => (await partsOf(12_000)).slice(1).join(''), /cut off on its way/],
    ['is of another form', async () => '{"people":[{"name":"x"}]}\n', /not the form/],
  ])('leaves nothing behind if it %s', async (_, body, message) => {
    const { status, text, left } = await sent('bo', await body());
    expect([status, left]).toEqual([422, []]);
    expect(text).toMatch(message);
    expect(await listAccounts(table.db, 'bo')).toEqual([]);
  });

  it('is refused if it is for another owner, or for what takes no lists', async () => {
    const body = (await partsOf(2)).join('');
    expect(await sent('cy', body, { accountId: 'list:news', kind: 'members', owner: 'di' })).toMatchObject({
      status: 422,
    });
    expect(await sent('cy', body, { accountId: 'bluesky:a.example', kind: 'followers' })).toMatchObject({
      status: 422,
    });
    expect(await sent('cy', body, { kind: 'members' })).toMatchObject({ status: 400 });
  });
});
