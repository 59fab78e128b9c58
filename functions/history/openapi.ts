import * as z from 'zod';
import { DOCUMENTS } from './documents/documents.ts';
import type { Route } from './route.ts';
import { problemShape } from './shapes.ts';

type Json = Readonly<Record<string, unknown>>;

/** Problems by status: when, in words. */
const PROBLEMS: Readonly<Record<string, string>> = {
  400: 'A parameter or a field is wrong or unknown, or a cursor belongs to another question; `errors` names each.',
  401: 'The token is missing, malformed, unknown, revoked or expired: the same answer for all.',
  403: 'The token lacks the scope, or opens no such owner, whether or not there is one.',
  404: 'There is nothing under this address, or it is not yours: the same answer.',
  410: 'It was there and is no more: a walk that began too long ago, or a link that has run out.',
  413: 'More was sent than this path takes.',
  415: 'Something else was sent than this path takes.',
  422: 'It cannot be done as asked; `detail` says what to do instead.',
  429: 'Too much was asked: `Retry-After` says when to try again.',
  500: 'Something unexpected; the log has more under `correlationId`.',
};

/**
 * The description of the API, OpenAPI 3.1, from the very schemas that check requests and answers.
 * @param origin where the API is reached
 */
export function openApiOf(routes: readonly Route[], origin: string): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const operations = paths[route.path] ?? {};
    operations[route.method.toLowerCase()] = operationOf(route);
    paths[route.path] = operations;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Rekindle: the history',
      version: '1',
      description:
        'Who left, when, why, and who came back. Lists answer `{items, next?}`: pass `next` as `cursor`, or follow ' +
        '`Link: rel="next"`. Times are RFC 3339. Every answer says its limits in `RateLimit-Policy`; a 200 has an `ETag` ' +
        'that `If-None-Match` takes.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: origin }],
    security: [{ token: [] }],
    tags: [...new Set(routes.map(tagOf))].sort().map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token, `rk_…`, with the scope of the path.' },
      },
      schemas: { Problem: schemaOf(problemShape, 'output') },
      responses: Object.fromEntries(
        Object.entries(PROBLEMS).map(([status, description]) => [
          `Problem${status}`,
          {
            description,
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        ]),
      ),
    },
  };
}

function operationOf(route: Route): Json {
  const { method, path, summary, scope, body, bodyType = 'application/json', status = 200 } = route;
  const document = DOCUMENTS[`${method} ${path}`] ?? {};
  const description = [route.description, document.description].filter((text) => text !== undefined).join('\n\n');
  return {
    operationId: operationIdOf(route),
    summary,
    ...(description === '' ? {} : { description }),
    tags: [tagOf(route)],
    ...(scope === 'public' ? { security: [] } : { 'x-scope': scope }),
    parameters: parametersOf(route),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { [bodyType]: contentOf(schemaOf(body, 'input'), document.body) },
          },
        }),
    responses: {
      [status]: { description: summary, headers: headersOf(route), content: answersOf(route, document.example) },
      ...(method === 'GET' ? { 304: { description: 'Nothing has changed since the answer of that `ETag`.' } } : {}),
      ...Object.fromEntries(problemsOf(route).map((code) => [code, { $ref: `#/components/responses/Problem${code}` }])),
    },
  };
}

function answersOf(route: Route, example: unknown): Json {
  const json = contentOf(schemaOf(route.response, 'output'), example);
  const text = { schema: { type: 'string' } };
  const type = route.contentType.split(';')[0] ?? route.contentType;
  if (route.contentType !== 'application/json') return { [type]: text };
  return route.item === undefined ? { [type]: json } : { [type]: json, 'text/csv': text, 'application/x-ndjson': text };
}

function contentOf(schema: Json, example: unknown): Json {
  return example === undefined ? { schema } : { schema, example };
}

function headersOf({ method, item, status }: Route): Json {
  const text = { schema: { type: 'string' } };
  return {
    'RateLimit-Policy': { description: 'What a caller has to keep within.', ...text },
    ...(method === 'GET' && status === undefined ? { ETag: { description: 'Names this answer.', ...text } } : {}),
    ...(item === undefined ? {} : { Link: { description: 'The page that follows, if there is one.', ...text } }),
  };
}

/** Which problems a path may answer with. */
function problemsOf({ scope, body, item, path }: Route): string[] {
  return [
    '400',
    ...(scope === 'public' ? [] : ['401', '403']),
    '404',
    ...(item === undefined && scope !== 'public' ? [] : ['410']),
    '413',
    ...(body === undefined ? [] : ['415']),
    ...(item === undefined && body === undefined ? [] : ['422']),
    ...(scope === 'public' && path !== '/privacy' ? [] : ['429']),
    '500',
  ];
}

function parametersOf({ params, query }: Route): Json[] {
  const inside = (schema: z.ZodType, place: 'path' | 'query'): Json[] => {
    const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
      readonly properties?: Readonly<Record<string, Json>>;
      readonly required?: readonly string[];
    };
    return Object.entries(properties).map(([name, { default: usual, description, ...inner }]) => ({
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: usual === undefined ? inner : { ...inner, default: usual },
    }));
  };
  return [...inside(params, 'path'), ...inside(query, 'query')];
}

const kept = new WeakMap<z.ZodType, Partial<Record<'input' | 'output', Json>>>();

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const known = kept.get(schema) ?? {};
  const { $schema: _, ...made } = known[io] ?? z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  kept.set(schema, { ...known, [io]: made });
  return made;
}

/** `GET /v1/audiences/{id}/people`: `getAudiencesByIdPeople`. */
function operationIdOf({ method, path }: Route): string {
  const words = path
    .replace('/v1/', '/')
    .split(/[/.]/)
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('{') ? `By${capital(part.slice(1, -1))}` : capital(part)));
  return `${method.toLowerCase()}${words.join('')}`;
}

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

const tagOf = ({ path }: Route): string => path.replace('/v1/', '/').split(/[/.]/)[1] || 'page';
