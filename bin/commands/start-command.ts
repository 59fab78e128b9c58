import { existsSync } from 'node:fs';
import type { Config } from '../../functions/runtime/config-schema.ts';
import { CONFIG_FILE } from '../../lib/local/laptop-config.ts';
import { shellWords } from '../../lib/local/shell-words.ts';
import type { PlaceOptions } from './place.ts';

/**
 * What reads these accounts: they are named on the command line unless a file has them.
 * @param config undefined where no accounts may be named
 */
export function startCommand({ data, config: file }: PlaceOptions, config: Config | undefined): string {
  const isWritten = file !== undefined || existsSync(CONFIG_FILE);
  const accounts =
    isWritten || config === undefined ? [] : config.owners.flatMap((owner) => owner.accounts.map(({ id }) => id));
  const given = [
    ...accounts,
    ...(file === undefined ? [] : ['--config', file]),
    ...(data === undefined ? [] : ['--data', data]),
  ];
  return shellWords('npm', 'start', ...(given.length === 0 ? [] : ['--', ...given]));
}
