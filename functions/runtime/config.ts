import type * as z from 'zod';
import { type Config, configSchema } from './config-schema.ts';

/** The configuration does not say what it must. `problems` has one line per field. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(source: string, problems: readonly string[]) {
    super(`${source} is not usable; nothing was started:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** Largest configuration that is read. */
const MOST_BYTES = 5_000_000;

/**
 * Parses and validates a configuration file's text.
 * @param source what the file is called, for messages
 * @throws ConfigError naming each field's path, what was found and what is expected
 */
export function parseConfig(text: string, source: string): Config {
  if (text.length > MOST_BYTES)
    throw new ConfigError(source, [`found ${text.length} characters, expected at most ${MOST_BYTES}`]);
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new ConfigError(source, [
      `found text that is not JSON (${error instanceof Error ? error.message : String(error)})`,
    ]);
  }
  return validateConfig(json, source);
}

/** Validates a configuration that is already JSON. See {@link parseConfig}. */
export function validateConfig(json: unknown, source: string): Config {
  const result = configSchema.safeParse(json);
  if (result.success) return result.data;
  throw new ConfigError(
    source,
    result.error.issues.flatMap((issue) => problemLines(issue, json)),
  );
}

function problemLines(issue: z.core.$ZodIssue, json: unknown): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      (key) =>
        `${pathText([...issue.path, key])}: found a field that does not exist here; remove it or check its spelling`,
    );
  }
  const found = valueAt(json, issue.path);
  const expected = expectation(issue);
  return [
    found === undefined
      ? `${pathText(issue.path)}: is missing; ${expected}`
      : `${pathText(issue.path)}: found ${shown(found)}, ${expected}`,
  ];
}

/** What JSON calls each kind of value, for a person. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'text in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list in [ ]',
  object: 'fields in { }',
};

/** The schema's own words; where a value is of another kind altogether, what the kind is called. */
function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_type' || issue.message.startsWith('expected ')) return issue.message;
  return `expected ${KINDS[issue.expected] ?? issue.expected}`;
}

function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text === '' ? 'the whole file' : text.replace(/^\./, '');
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  let value = json;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
