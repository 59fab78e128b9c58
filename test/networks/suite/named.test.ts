import { describe, expect, it, onTestFinished } from 'vitest';
import {
  CredentialsRejectedError,
  InvalidResponseError,
  NotFoundError,
  NotVisibleError,
  RateLimitedError,
  UnavailableError,
} from '../../../functions/networks/errors.ts';
import type { Connector, Page } from '../../../functions/networks/network.ts';
import type { Answer, Fault } from '../../../lib/local/demo/servers/serve.ts';
import { NOW } from '../fakes/connect.ts';
import { drain } from '../fakes/server.ts';
import { connectorTo } from './connect.ts';
import { copyOf, type Name, type Opened, PAGE, PEOPLE, type Subject } from './subject.ts';
import { bluesky } from './subjects/bluesky.ts';
import { facebook } from './subjects/facebook.ts';
import { github } from './subjects/github.ts';
import { mastodon } from './subjects/mastodon.ts';
import { x } from './subjects/x.ts';
import { youtube } from './subjects/youtube.ts';

const DAY = 86_400_000;
const OURS = [
  CredentialsRejectedError,
  InvalidResponseError,
  NotFoundError,
  NotVisibleError,
  RateLimitedError,
  UnavailableError,
];

/**
 * What every network that names people has to pass, against a local server that speaks its published shapes. The pull
 * relies on each of these, and on nothing else.
 */
describe.each<[string, Subject]>([
  ['Bluesky', bluesky],
  ['Mastodon', mastodon],
  ['GitHub', github],
  ['X', x],
  ['Facebook (reactions)', facebook],
  ['YouTube (public subscribers)', youtube],
])('%s', (_, subject) => {
  async function open(): Promise<{ opened: Opened; connector: Connector }> {
    const opened = await subject.open();
    onTestFinished(() => opened.server.close());
    return { opened, connector: connectorTo(opened.server.url, subject) };
  }

  /** Reads to the end marker, as the pull does, from any place. */
  async function walk(connector: Connector, { target }: Opened, from?: string): Promise<Page[]> {
    const pages: Page[] = [];
    for (let cursor = from, isEnd = false; !isEnd; ) {
      const page = await connector.readPage(target, cursor);
      pages.push(page);
      isEnd = page.next === undefined || pages.length > 50;
      cursor = page.next;
    }
    return pages;
  }
  const idsOf = (pages: readonly Page[]) => new Set(pages.flatMap(({ people }) => people.map(({ id }) => id)));
  const everybody = new Set(PEOPLE.map((name) => subject.idOf(name)));
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => 'no error',
      (error: unknown) => error,
    );
  const onLists = (opened: Opened, fault: Fault) =>
    opened.server.setFault((request) => (subject.isList(request) ? fault : undefined));
  /** Changes the first row of each page. */
  const withFirstRow =
    (change: (row: unknown) => unknown) =>
    (answer: Answer): Answer => {
      const body: unknown = copyOf(answer.body);
      const rows = subject.rows(body);
      rows[0] = change(rows[0]);
      return { ...answer, body };
    };

  it('walks every page to the network’s own end marker, and asks for nothing after it', async () => {
    const { opened, connector } = await open();
    const pages = await walk(connector, opened);
    expect(idsOf(pages)).toEqual(everybody);
    expect(pages.length).toBeGreaterThanOrEqual(Math.ceil(PEOPLE.length / PAGE));
    expect(pages.at(-1)).not.toHaveProperty('next');
    for (const { people } of pages) for (const { profile } of people) expect(profile.handle).not.toBe('');
  });

  it('goes on from a cursor in another process, and misses nobody', async () => {
    const { opened, connector } = await open();
    const first = await connector.readPage(opened.target);
    expect(first.next).toBeDefined();
    const rest = await walk(connectorTo(opened.server.url, subject), opened, first.next);
    expect(idsOf([first, ...rest])).toEqual(everybody);
  });

  it('takes a page that names itself as the next one for an error, and never for the end', async () => {
    const { opened, connector } = await open();
    const { next } = await connector.readPage(opened.target);
    opened.server.setFault((request) =>
      subject.isList(request) ? (answer) => subject.repeat(answer, request) : undefined,
    );
    expect(await failure(connector.readPage(opened.target, next))).toBeInstanceOf(InvalidResponseError);
  });

  it.each<[keyof Subject['refusals'], readonly (new (...args: never[]) => Error)[]]>([
    ['unauthorized', [CredentialsRejectedError]],
    ['forbidden', [CredentialsRejectedError, NotVisibleError]],
    ['missing', [NotFoundError]],
    ['limited', [RateLimitedError]],
  ])('tells %s in its own words apart', async (kind, classes) => {
    const { opened, connector } = await open();
    onLists(opened, subject.refusals[kind]);
    const error = await failure(connector.readPage(opened.target));
    expect(
      classes.some((type) => error instanceof type),
      String(error),
    ).toBe(true);
    expect(String(error)).not.toContain(subject.token ?? 'no token');
    if (error instanceof RateLimitedError) {
      expect(error.retryAt).toBeGreaterThan(NOW);
      expect(error.retryAt).toBeLessThanOrEqual(NOW + DAY + 3_600_000);
    }
  });

  it('asks for nothing more behind a limit', async () => {
    const { opened, connector } = await open();
    onLists(opened, subject.refusals.limited);
    await failure(connector.readPage(opened.target));
    opened.server.requests.clear();
    opened.server.setFault(undefined);
    expect(await failure(connector.readPage(opened.target))).toBeInstanceOf(RateLimitedError);
    expect(opened.server.requests.count()).toBe(0);
  });

  it.each<[string, Fault]>([
    ['an error of its own', { status: 500, body: { error: 'Internal Server Error' } }],
    ['a maintenance page', { status: 503, headers: { 'content-type': 'text/html' }, body: '<html>Back soon</html>' }],
    ['a web page with 200', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Hello</html>' }],
    ['a line that goes dead', 'hang-up'],
    ['an answer that is cut', (answer) => ({ ...answer, cutAfter: 20 })],
  ])('takes %s for an outage', async (_what, fault) => {
    const { opened, connector } = await open();
    onLists(opened, fault);
    expect(await failure(connector.readPage(opened.target))).toBeInstanceOf(UnavailableError);
  });

  it('waits for no answer for ever', async () => {
    const { opened, connector } = await open();
    onLists(opened, 'silence');
    expect(await failure(connector.readPage(opened.target))).toBeInstanceOf(UnavailableError);
  });

  it.each<[string, (answer: Answer) => Answer]>([
    ['a person who is nobody', withFirstRow(() => ({}))],
    ['a person who is a number', withFirstRow(() => 7)],
    ['nothing but a greeting', (answer) => ({ ...answer, body: { hello: 'world' } })],
    ['null', (answer) => ({ ...answer, body: null })],
  ])('takes %s for drift of the schema: an error of its own, that names no value', async (_what, change) => {
    const { opened, connector } = await open();
    onLists(opened, change);
    const error = await failure(connector.readPage(opened.target));
    expect(error).toBeInstanceOf(InvalidResponseError);
    expect(String(error)).not.toContain('world');
  });

  it.each([
    ['markup', '<script>alert(1)</script>'],
    ['text that turns around', 'evil\u202Egnp.exe'],
    ['half a character', 'half\uD83D'],
    ['nothing to see', '\u200B\u2060'],
    ['a line break', 'two\r\nlines'],
    ['a megabyte', 'x'.repeat(1_000_000)],
  ])('keeps %s as harmless text, or as nothing', async (_what, text) => {
    const { opened, connector } = await open();
    onLists(
      opened,
      withFirstRow((row) => subject.rename(row, text)),
    );
    const page = await connector.readPage(opened.target).catch((error: unknown) => error);
    if (page instanceof Error) {
      // A handle that nobody can read is no handle; that is drift, not somebody without a name.
      expect(page).toBeInstanceOf(InvalidResponseError);
      return;
    }
    // The rows are the same people as the network wrote them; nothing shows these.
    const shown = JSON.stringify(page, (key, value) => (key === 'rows' ? undefined : value));
    expect(shown).not.toMatch(/[\u202A-\u202E\u200B\u2060]|\\ud83d|\\r|\\n/i);
    expect(shown.length).toBeLessThan(20_000);
  });

  it('sends its token in no address', async () => {
    const { opened, connector } = await open();
    await walk(connector, opened);
    for (const line of opened.server.requests.all()) expect(line).not.toContain(subject.token ?? 'no token');
  });

  describe('verifying', () => {
    const refs = (['ana', 'ben', 'gil'] as const).map((name) => ({
      id: subject.idOf(name),
      handle: handleOf(subject, name),
    }));
    const names = new Map(refs.map(({ id }, n) => [id, (['ana', 'ben', 'gil'] as const)[n]]));

    it('tells who left, who is gone and who is still there, as far as the network can', async () => {
      const { opened, connector } = await open();
      opened.lose();
      expect(connector.canVerify(opened.target.kind)).toBe(true);
      const { items, error } = await drain(connector.verify(opened.account, opened.target, refs));
      expect(error).toBeUndefined();
      expect(new Set(items.map(({ id }) => names.get(id)))).toEqual(new Set(['ana', 'ben', 'gil']));
      for (const { id, account, inAudience, isDoubted, evidence } of items) {
        const known = Object.fromEntries(
          Object.entries({ account, inAudience, isDoubted }).filter(([, value]) => value !== undefined),
        );
        expect([names.get(id), known]).toEqual([names.get(id), subject.findings[names.get(id) ?? 'gil']]);
        expect(evidence.asked).not.toBe('');
        expect(evidence.answered).not.toBe('');
      }
    });

    it('keeps what was learnt when it is cut midway, wherever that is, and says nothing of the rest', async () => {
      const whole = await open();
      whole.opened.lose();
      const { items: all } = await drain(whole.connector.verify(whole.opened.account, whole.opened.target, refs));
      const requests = whole.opened.server.requests.count();
      expect(requests).toBeGreaterThan(0);
      for (let most = 0; most < requests; most += 1) {
        const { opened, connector } = await open();
        opened.lose();
        let asked = 0;
        opened.server.setFault(() => {
          asked += 1;
          return asked > most ? { status: 503, body: {} } : undefined;
        });
        const { items, error } = await drain(connector.verify(opened.account, opened.target, refs));
        expect(
          OURS.some((type) => error instanceof type),
          `${most} of ${requests}: ${String(error)}`,
        ).toBe(true);
        expect(items.length).toBeLessThan(refs.length);
        for (const finding of items) expect(all).toContainEqual(finding);
      }
    });

    it('never takes an answer that has lost everybody for everybody’s leaving', async () => {
      const { opened, connector } = await open();
      opened.server.setFault(() => ({ status: 404, body: { message: 'Not Found', error: 'Record not found' } }));
      const { items } = await drain(connector.verify(opened.account, opened.target, refs));
      for (const { account, inAudience } of items) {
        expect(account === undefined || account === 'active').toBe(true);
        expect(inAudience).not.toBe(false);
      }
    });
  });
});

function handleOf({ accountId }: Subject, name: Name): string {
  if (accountId.startsWith('bluesky:')) return `${name}.example`;
  return accountId.startsWith('mastodon:') ? `${name}@far.example` : name;
}
