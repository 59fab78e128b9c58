import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseConfig } from '../../functions/runtime/config.ts';
import type { Config } from '../../functions/runtime/config-schema.ts';
import { isCode } from './file-errors.ts';
import { writeWhole } from './write-file.ts';

const fileOf = (directory: string): string => join(directory, 'last-config.json');

/** Keeps what a folder last ran with, so that the CLI knows its owners also when accounts came from the command line. */
export function writeLastConfig(directory: string, config: Config): Promise<void> {
  return writeWhole(fileOf(directory), `${JSON.stringify(config)}\n`);
}

/** @returns undefined if the folder never ran */
export async function readLastConfig(directory: string): Promise<Config | undefined> {
  const path = fileOf(directory);
  try {
    return parseConfig(await readFile(path, 'utf8'), path);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
