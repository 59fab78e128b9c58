import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiOf } from '../../functions/history/openapi.ts';
import { ROUTES } from '../../functions/history/routes.ts';
import { indexMarked, markIndex } from '../../functions/pulling/index-people.ts';
import { createToken } from '../../functions/storage/tokens.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { type Answer, asker, depsOf, silent } from './asking.ts';
import { addAccount, addAudience, addEdition, addSnapshot, change, NOW, tell } from './seeded.ts';

interface Operation {
  readonly parameters: readonly { name: string; in: string; schema: object }[];
  readonly requestBody?: { content: Record<string, { schema: object; example?: unknown }> };
  readonly responses: Record<string, { content?: Record<string, { schema: object }>; $ref?: string }>;
}
const described = JSON.parse(JSON.stringify(openApiOf(ROUTES, 'https://api.example'))) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
};
const operations = Object.entries(described.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

describe('the description of the API', () => {
  it('has no errors by an independent linter', async () => {
    const config = await createConfig({ extends: ['recommended'] });
    const problems = await lintFromString({ source: JSON.stringify(described), config });
    expect(
      problems
        .filter(({ severity }) => severity === 'error')
        .map(({ message, location }) => [message, location[0]?.pointer]),
    ).toEqual([]);
  });

  it('describes every route that there is, and no other', () => {
    expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
      ROUTES.map(({ method, path }) => `${method} ${path}`).sort(),
    );
  });
});

const ajv = new Ajv2020({ strict: false, allErrors: false });
addFormats.default(ajv);
const validators = new Map<object, ReturnType<Ajv2020['compile']>>();
const isValid = (schema: object, value: unknown): boolean => {
  const known = validators.get(schema) ?? ajv.compile(schema);
  validators.set(schema, known);
  return known(value) === true;
};
const problem = described.components.schemas['Problem'] ?? {};

/** Holds an answer against what is said of its operation. */
function check(operation: Operation, { status, headers, text }: Answer, method: string): void {
  expect(status).toBeLessThan(500);
  const response = operation.responses[String(status)];
  if (response === undefined) throw new Error(`${status} is not described`);
  const type = String(headers['content-type']).split(';')[0] ?? '';
  if (response.$ref !== undefined) {
    expect(type === 'text/html' || isValid(problem, JSON.parse(text))).toBe(true);
  } else if (type === 'application/json' && method !== 'HEAD') {
    const schema = response.content?.[type]?.schema;
    if (schema === undefined || !isValid(schema, JSON.parse(text)))
      throw new Error(`${text.slice(0, 200)} has not its shape`);
  } else if (status !== 304) {
    expect(Object.keys(response.content ?? {})).toContain(type);
  }
}

const place = { owner: 'alice', accountId: 'bluesky:alice.example', kind: 'followers' } as const;
const post = { owner: 'alice', accountId: 'bluesky:alice.example', kind: 'likes', item: '3kpost' } as const;
let table: FreshTable;
let ask: ReturnType<typeof asker>;
let token: string;

beforeAll(async () => {
  table = await freshTable();
  const { db } = table;
  ask = asker(depsOf(db, { pause: async () => {} }));
  token = await createToken(db, { owners: ['alice'], scopes: ['read', 'write', 'push'] });
  await addAccount(db, 'alice', place.accountId);
  for (const where of [place, post]) {
    await addAudience(db, where);
    await tell(db, where, [change(1), change(2, { kind: 'gained', verdict: undefined })]);
    await addSnapshot(db, where, NOW - 1000);
  }
  await addEdition(db, 'alice', 'weekly', '2026-11-16');
  await markIndex(db, { owner: 'alice', accountId: place.accountId });
  await indexMarked({ db, clock: depsOf(db).clock, logger: silent }, () => true);
});
afterAll(() => table.close());

const ids = [
  ...['bluesky:alice.example', 'bluesky:alice.example:followers', 'bluesky:alice.example:likes', 'list:x:members'],
  ...['bluesky:did:plc:person1', 'bluesky:did:plc:person2', 'weekly:2026-11-16', 'x', 'github:1', 'bluesky:a~b'],
];
/** The id of a thing of that kind, most of the time. */
const soundId = (path: string): string =>
  path.includes('/audiences/')
    ? 'bluesky:alice.example:followers'
    : path.includes('/people/')
      ? 'bluesky:did:plc:person2'
      : path.includes('/digests/')
        ? 'weekly:2026-11-16'
        : 'bluesky:alice.example';
const someId = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...ids) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replaceAll('/', '_')) },
);
const SOUND: Readonly<Record<string, readonly string[]>> = {
  owner: ['alice'],
  limit: ['1', '2', '500'],
  kind: ['lost', 'gained,lost'],
  verdict: ['unfollowed'],
  from: ['2026-01-01', '2026-11-01T00:00:00+01:00'],
  to: ['2026-12-01'],
  format: ['json', 'csv', 'ndjson'],
  audience: ['bluesky:alice.example:followers'],
  segment: ['journalists'],
  state: ['present', 'lost'],
  outreach: ['invited'],
  near: ['Leipzig', 'Germany'],
  q: ['bread', 'p'],
  by: ['day', 'week', 'month'],
};
const someValue = (name: string) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...(SOUND[name] ?? ['1'])) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  );
const queryOf = (names: readonly string[]) =>
  fc.record(Object.fromEntries([...names, 'nonsense'].map((name) => [name, someValue(name)])), {
    requiredKeys: [],
  });
const bodyOf = ({ requestBody }: Operation) => {
  const [[type, media] = ['', undefined]] = Object.entries(requestBody?.content ?? {});
  const sound =
    type === 'application/json' ? JSON.stringify(media?.example) : new URLSearchParams({ profile: 'me' }).toString();
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(sound) },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
    { weight: 1, arbitrary: fc.object().map((object) => JSON.stringify({ ...(media?.example as object), ...object })) },
  );
};

describe('whatever is asked, sound or not', () => {
  // Erasing comes last: it leaves nobody to ask about.
  const inOrder = operations.toSorted((a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'));
  it.each(inOrder)(
    '$method $path answers as it says, and never with a failure',
    async ({ path, method, operation }) => {
      const names = operation.parameters.filter((one) => one.in === 'query').map(({ name }) => name);
      const sparse = queryOf(names).map((query) => Object.fromEntries(Object.entries(query).slice(0, 2)));
      let successes = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(fc.constant(soundId(path)), someId),
          sparse,
          bodyOf(operation),
          fc.constantFrom(1, 1, 1, 0),
          async (id, query, body, known) => {
            const { nonsense, ...sound } = query;
            const answer = await ask(path.replace(/\{\w+\}/, id), {
              method,
              ...(known === 1 ? { token } : {}),
              query: nonsense === '1' ? sound : query,
              ...(operation.requestBody === undefined ? {} : { body }),
            });
            check(operation, answer, method);
            if (answer.status < 300) successes += 1;
          },
        ),
        { numRuns: 60 },
      );
      // Links of mails need their tokens, the form somebody to be mailed, and a pushed list its account.
      const needsMore =
        /\{(token|file)\}/.test(path) || path === '/privacy' || (method === 'POST' && path.endsWith('/snapshots'));
      if (!needsMore) expect(successes).toBeGreaterThan(0);
    },
  );
});
