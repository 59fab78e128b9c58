import { existsSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NOW, TRACK } from '../fakes/connect.ts';
import { drain } from '../fakes/server.ts';
import { connectorTo } from './connect.ts';
import { type Description, recordExchanges, SPECS } from './specs/exchange.ts';
import { lexicons } from './specs/lexicons.ts';
import { openapi } from './specs/openapi.ts';
import { PEOPLE, type Subject } from './subject.ts';
import { bluesky } from './subjects/bluesky.ts';
import { github } from './subjects/github.ts';
import { mastodon } from './subjects/mastodon.ts';

/**
 * What our connectors ask and what our servers answer, held against each network's own description. The others (X,
 * Facebook, Instagram, YouTube) publish none that lies here.
 */
const DESCRIBED: readonly [string, Subject, URL, (file: URL) => Description][] = [
  ['Bluesky', bluesky, new URL('bluesky/lexicons/', SPECS), lexicons],
  ['Mastodon', mastodon, new URL('mastodon/schema.json', SPECS), openapi],
  ['GitHub', github, new URL('github/openapi.subset.json', SPECS), openapi],
];

describe.each(DESCRIBED)('%s', (_, subject, file, read) => {
  it.skipIf(!existsSync(file))('asks and is answered as its own description says (needs ../shared/specs)', async () => {
    const opened = await subject.open();
    onTestFinished(() => opened.server.close());
    const exchanges = recordExchanges(opened.server);
    const connector = connectorTo(opened.server.url, subject);
    const account = await connector.resolve(subject.accountId.slice(subject.accountId.indexOf(':') + 1));
    await connector.discover(account, TRACK, NOW);
    for (let cursor: string | undefined, isEnd = false; !isEnd; ) {
      const page = await connector.readPage(opened.target, cursor);
      cursor = page.next;
      isEnd = cursor === undefined;
    }
    opened.lose();
    const refs = PEOPLE.map((name) => ({ id: subject.idOf(name), handle: handleOf(subject, name) }));
    await drain(connector.verify(account, opened.target, refs));
    await drain(connector.hydrate(refs.slice(2)));

    const description = read(file);
    const judged = exchanges.map((exchange) => ({ exchange, problems: description(exchange) }));
    const described = judged.filter(({ problems }) => problems !== undefined);
    expect(described.length).toBeGreaterThan(judged.length / 2);
    const problems = described.flatMap(({ exchange, problems: found = [] }) =>
      found.map((problem) => `${exchange.method} ${exchange.path} ${exchange.status}: ${problem}`),
    );
    expect([...new Set(problems)]).toEqual([]);
  });

  it.skipIf(!existsSync(file))('is judged by a description that does judge (needs ../shared/specs)', async () => {
    const opened = await subject.open();
    onTestFinished(() => opened.server.close());
    const exchanges = recordExchanges(opened.server);
    await connectorTo(opened.server.url, subject).readPage(opened.target);
    const list = exchanges.find(({ body }) => body !== undefined);
    if (list === undefined) throw new Error('nothing was asked');
    const description = read(file);
    expect(description({ ...list, body: 7 })).not.toEqual([]);
    expect(description({ ...list, query: new URLSearchParams({ nonsense: '1' }) })).not.toEqual([]);
  });
});

function handleOf({ accountId }: Subject, name: string): string {
  if (accountId.startsWith('bluesky:')) return `${name}.example`;
  return accountId.startsWith('mastodon:') ? `${name}@far.example` : name;
}
