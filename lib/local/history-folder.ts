import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_FOLDER } from './folder.ts';
import { UsageError } from './laptop-config.ts';
import { folderProblem } from './make-folder.ts';
import { shellWords } from './shell-words.ts';

/** Whether a folder was ever worked in. Looking makes nothing. */
export const hasHistory = (directory: string): boolean =>
  ['table', 'state.json'].some((name) => existsSync(join(directory, name)));

/**
 * Makes sure that there is something to work with: whoever mistypes a folder's name must hear so, and not find it empty.
 * @throws UsageError if there is no such folder, or nothing in it, saying what makes one
 */
export function requireHistory(directory: string): void {
  const stat = statSync(directory, { throwIfNoEntry: false });
  if (stat === undefined) throw new UsageError(`There is no folder ${directory}. ${howToBegin(directory)}`);
  if (!stat.isDirectory()) throw new UsageError(`${directory} is a file; a folder is needed. Name it with --data DIR.`);
  try {
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw folderProblem(directory, error);
  }
  if (!hasHistory(directory)) {
    throw new UsageError(`Nothing was ever read into the folder ${directory}. ${howToBegin(directory)}`);
  }
}

/** Which commands make a folder, whole, so that they can be typed. */
export function howToBegin(directory: string): string {
  const data = directory === DEFAULT_FOLDER ? [] : ['--data', directory];
  return (
    `If your history lies elsewhere, name that folder with --data DIR. To begin one here: "${shellWords('npm', 'start', '--', 'bluesky:YOUR.HANDLE', ...data)}" ` +
    `for an account, or "${shellWords('npm', 'run', 'rekindle', '--', 'import', 'FILE', ...data)}" for an export.`
  );
}
