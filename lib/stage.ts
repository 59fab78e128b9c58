import { ConfigError } from '../functions/runtime/config.ts';

/** The stage of a deployment: `prod`, `test` … Several live side by side in one account. */
const STAGE = /^[a-z][a-z0-9-]{0,19}$/;

/** What a stage may be called, in words. */
export const STAGE_FORM = '1 to 20 lower-case letters, digits or hyphens that begin with a letter';

export const isStage = (value: unknown): value is string => typeof value === 'string' && STAGE.test(value);

/**
 * Checks a stage's name, which becomes part of the stack's name and of the path of its secrets.
 * @throws ConfigError that says what a name may be
 */
export function parseStage(value: unknown): string {
  if (isStage(value)) return value;
  throw new ConfigError('The context', [
    `stage: found ${JSON.stringify(value)}, expected ${STAGE_FORM}, such as "-c stage=test"`,
  ]);
}

/** SSM path below which a stage keeps its secrets; no other stage can read them. */
export function secretsPath(stage: string): string {
  return `/rekindle/${stage}`;
}
