import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import * as z from 'zod';
import type { Description, Exchange } from './exchange.ts';

type Json = Record<string, unknown>;
const object = z.record(z.string(), z.unknown());
const lexicon = z.object({ id: z.string(), defs: z.record(z.string(), object) });

/**
 * Bluesky's lexicons as JSON Schema. Unions are open in the AT Protocol: a type that is not described here may be anything.
 * Formats are checked by the connector's own schema; here only the structure counts.
 */
export function lexicons(root: URL): Description {
  const defs = new Map<string, Json>();
  for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.json')) continue;
    const { id, defs: own } = lexicon.parse(JSON.parse(readFileSync(new URL(file, root), 'utf8')));
    for (const [name, def] of Object.entries(own)) defs.set(name === 'main' ? id : `${id}#${name}`, def);
  }
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false });
  for (const [id, def] of defs) {
    if (!['query', 'procedure'].includes(String(def['type']))) ajv.addSchema(toSchema(def, id, defs), id);
  }
  return ({ path, query, status, body }: Exchange) => {
    const id = path.replace(/^\/xrpc\//, '');
    const def = defs.get(id);
    if (def?.['type'] !== 'query') return undefined;
    const problems = requestProblems(object.parse(def['parameters'] ?? {}), query);
    if (status !== 200) {
      const known = z
        .array(z.object({ name: z.string() }))
        .catch([])
        .parse(def['errors']);
      const { error } = z.object({ error: z.string() }).parse(body);
      const isKnown = ['InvalidRequest', 'AccountTakedown', 'AccountDeactivated'].includes(error);
      return isKnown || known.some(({ name }) => name === error) ? problems : [...problems, `error ${error}`];
    }
    const output = object.parse(object.parse(def['output'])['schema']);
    const validate = ajv.compile(toSchema(output, id, defs));
    if (validate(body)) return problems;
    return [...problems, ...(validate.errors ?? []).map((one) => `${one.instancePath} ${one.message}`)];
  };
}

function requestProblems(parameters: Json, query: URLSearchParams): string[] {
  const known = object.catch({}).parse(parameters['properties']);
  const required = z.array(z.string()).catch([]).parse(parameters['required']);
  const problems = required.filter((name) => !query.has(name)).map((name) => `parameter ${name} is missing`);
  for (const name of new Set(query.keys())) {
    const def = known[name];
    if (def === undefined) problems.push(`there is no parameter ${name}`);
    else problems.push(...valueProblems(name, query.getAll(name), object.parse(def)));
  }
  return problems;
}

function valueProblems(name: string, values: readonly string[], def: Json): string[] {
  const limits = z.object({
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    maxLength: z.number().optional(),
  });
  const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER, maxLength = Number.MAX_SAFE_INTEGER } = limits.parse(def);
  if (def['type'] === 'array') return values.length > maxLength ? [`${name} has more than ${maxLength} values`] : [];
  if (values.length > 1) return [`${name} is named ${values.length} times`];
  if (def['type'] !== 'integer') return [];
  const value = Number(values[0]);
  return Number.isInteger(value) && value >= minimum && value <= maximum ? [] : [`${name} is ${values[0]}`];
}

function toSchema(def: Json, at: string, defs: ReadonlyMap<string, Json>): Json {
  const file = at.split('#')[0] ?? at;
  switch (def['type']) {
    case 'object':
    case 'record': {
      const shape = def['type'] === 'record' ? object.parse(def['record']) : def;
      const nullable = z.array(z.string()).catch([]).parse(shape['nullable']);
      const properties = Object.entries(object.catch({}).parse(shape['properties'])).map(([name, one]) => {
        const schema = toSchema(object.parse(one), at, defs);
        return [name, nullable.includes(name) ? { anyOf: [schema, { type: 'null' }] } : schema] as const;
      });
      return { type: 'object', required: shape['required'] ?? [], properties: Object.fromEntries(properties) };
    }
    case 'array':
      return { type: 'array', items: toSchema(object.parse(def['items']), at, defs) };
    case 'ref':
      return refTo(String(def['ref']), file, defs);
    case 'union': {
      const refs = z.array(z.string()).parse(def['refs']);
      // Of a union only members whose type is named are checked, by that type.
      const cases = refs
        .map((ref) => absolute(ref, file))
        .filter((ref) => defs.has(ref))
        // Either it is of another type, or it fits.
        .map((ref) => ({ anyOf: [{ not: { properties: { $type: { const: ref } } } }, { $ref: ref }] }));
      return { type: 'object', required: ['$type'], ...(cases.length > 0 && { allOf: cases }) };
    }
    case 'string':
    case 'integer':
    case 'boolean':
      return { type: def['type'] };
    default:
      return {};
  }
}

const absolute = (ref: string, file: string): string => (ref.startsWith('#') ? `${file}${ref}` : ref);

function refTo(ref: string, file: string, defs: ReadonlyMap<string, Json>): Json {
  const full = absolute(ref, file);
  return defs.has(full) ? { $ref: full } : {};
}
