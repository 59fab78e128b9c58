import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as z from 'zod';
import type { Description, Exchange } from './exchange.ts';

type Json = Record<string, unknown>;
const object = z.record(z.string(), z.unknown());
const document = z.object({ openapi: z.string(), paths: z.record(z.string(), object), components: object });
const parameter = z.object({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  schema: object.optional(),
});

/** An OpenAPI description (3.0 or 3.1) as a judge of exchanges. Formats are left to the connectors' own schemas. */
export function openapi(file: URL): Description {
  const { openapi: version, paths, components } = document.parse(JSON.parse(readFileSync(file, 'utf8')));
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, coerceTypes: true });
  const root = { components: version.startsWith('3.0') ? withNull(components) : components };
  ajv.addSchema(root, 'root');
  const resolve = (value: unknown): Json => {
    const found = object.parse(value);
    const ref = found['$ref'];
    if (typeof ref !== 'string') return found;
    const place = ref.replace(/^#\//, '').split('/');
    return resolve(place.reduce<unknown>((at, part) => object.parse(at)[part], root));
  };
  const problemsOf = (schema: unknown, value: unknown, what: string): string[] => {
    const validate = ajv.compile(pointed(version.startsWith('3.0') ? withNull(schema) : schema));
    if (validate(value)) return [];
    return (validate.errors ?? []).slice(0, 5).map((one) => `${what}${one.instancePath} ${one.message}`);
  };

  return ({ method, path, query, status, body }: Exchange) => {
    const route = Object.keys(paths)
      .filter((one) => matches(one, path))
      // A literal part beats a parameter: /accounts/lookup is no account called lookup.
      .sort((a, b) => (a.match(/\{/g)?.length ?? 0) - (b.match(/\{/g)?.length ?? 0))[0];
    const operation = route === undefined ? undefined : paths[route]?.[method.toLowerCase()];
    if (operation === undefined) return undefined;
    const { parameters = [], responses } = z
      .object({ parameters: z.array(z.unknown()).optional(), responses: object })
      .parse(operation);
    const known = parameters.map((one) => parameter.parse(resolve(one))).filter((one) => one.in === 'query');
    const problems = requestProblems(known, query, problemsOf);
    const response = responses[String(status)] ?? responses['default'];
    if (response === undefined) return [...problems, `${status} is not described`];
    const content = object.catch({}).parse(resolve(response)['content']);
    const schemas = Object.values(content).flatMap((one) => object.parse(one)['schema'] ?? []);
    if (schemas.length === 0) return problems;
    // A route may answer in several media types; one of them has to fit.
    const judged = schemas.map((schema) => problemsOf(schema, body, 'answer'));
    return judged.some((one) => one.length === 0) ? problems : [...problems, ...(judged[0] ?? [])];
  };
}

function requestProblems(
  known: readonly z.output<typeof parameter>[],
  query: URLSearchParams,
  problemsOf: (schema: unknown, value: unknown, what: string) => string[],
): string[] {
  const problems = known
    .filter(({ name, required }) => required === true && !query.has(name))
    .map(({ name }) => `${name} is missing`);
  for (const name of new Set(query.keys())) {
    const described = known.find((one) => one.name === name || `${one.name}[]` === name);
    if (described === undefined) problems.push(`there is no parameter ${name}`);
    else if (described.schema !== undefined) {
      const isMany = name.endsWith('[]') || described.schema['type'] === 'array';
      problems.push(
        ...problemsOf(
          { properties: { value: described.schema } },
          { value: isMany ? query.getAll(name) : query.get(name) },
          name,
        ),
      );
    }
  }
  return problems;
}

function matches(route: string, path: string): boolean {
  const [want, have] = [route.split('/'), path.split('/')];
  return want.length === have.length && want.every((part, n) => part.startsWith('{') || part === have[n]);
}

/** References lead into the document that was added as `root`. */
function pointed(value: unknown): Json {
  return object.parse(
    JSON.parse(JSON.stringify(value), (key, one: unknown) =>
      key === '$ref' && typeof one === 'string' && one.startsWith('#/') ? `root${one}` : one,
    ),
  );
}

/** OpenAPI 3.0 writes `nullable` where JSON Schema has a type for null. */
function withNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNull);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = object.parse(value);
  const schema = Object.fromEntries(Object.entries(rest).map(([name, one]) => [name, withNull(one)]));
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}
