import { DEFAULT_FOLDER } from './folder.ts';
import { shellWords } from './shell-words.ts';

/** The options that lead a command to a folder; empty for the default one. */
export const folderWords = (directory: string): string =>
  directory === DEFAULT_FOLDER ? '' : shellWords('--data', directory);
