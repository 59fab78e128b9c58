import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isCode } from './file-errors.ts';
import { UsageError } from './laptop-config.ts';

/**
 * Makes a folder, and those it lies in, readable by its owner only, unless it is there.
 * @throws UsageError if it cannot be made or written to
 */
export function makeFolder(directory: string): void {
  try {
    make(resolve(directory));
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw folderProblem(directory, error);
  }
}

/**
 * A folder's trouble in words, where it is the folder's: a file in its place, no permission, no space.
 * @returns the error itself if it is another one
 */
export function folderProblem(directory: string, error: unknown): unknown {
  if (isCode(error, 'ENOTDIR') || isCode(error, 'EEXIST')) {
    return new UsageError(`${directory} is a file, or lies in one; a folder is needed. Name another with --data DIR.`);
  }
  const code = ['ENOENT', 'EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ELOOP', 'ENAMETOOLONG', 'EINVAL'].find(
    (known) => isCode(error, known),
  );
  if (code === undefined) return error;
  return new UsageError(
    `The folder ${directory} cannot be made or written to (${code}). Check its permissions, or name another with --data DIR.`,
  );
}

/** One folder at a time: Node's own `recursive` never ends where nothing can be made, as below `/proc`. */
function make(directory: string): void {
  if (isFolder(directory)) return;
  const parent = dirname(directory);
  if (parent !== directory) make(parent);
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    // Another process was quicker.
    if (!isCode(error, 'EEXIST') || !isFolder(directory)) throw error;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}
