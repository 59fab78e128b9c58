import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseConfig } from '../functions/runtime/config.ts';
import type { Config } from '../functions/runtime/config-schema.ts';

const OWN = 'rekindle.config.json';
const EXAMPLE = 'rekindle.config.example.json';

/** What is to be deployed: a valid configuration, and the file it was read from. */
export interface Deployment {
  readonly config: Config;
  readonly configFile: string;
  /** The shipped example, or a copy of it that nobody has filled in: good for `synth`, refused by `deploy`. */
  readonly isExample: boolean;
}

/**
 * Reads `rekindle.config.json`, or the shipped example where there is none.
 * @param directory where both lie: the project's own
 * @throws ConfigError naming each wrong field
 */
export function readDeployment(directory: string): Deployment {
  const own = join(directory, OWN);
  const example = join(directory, EXAMPLE);
  if (!existsSync(own)) return { config: read(example, EXAMPLE), configFile: example, isExample: true };
  const config = read(own, OWN);
  const isExample = existsSync(example) && isDeepStrictEqual(config.owners, read(example, EXAMPLE).owners);
  return { config, configFile: own, isExample };
}

function read(file: string, name: string): Config {
  return parseConfig(readFileSync(file, 'utf8'), name);
}
