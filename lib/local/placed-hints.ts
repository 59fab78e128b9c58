import { DEFAULT_FOLDER } from './folder.ts';
import { shellWords } from './shell-words.ts';

/** The options that lead a command to a folder; empty for the default one. */
export const folderWords = (directory: string): string =>
  directory === DEFAULT_FOLDER ? '' : shellWords('--data', directory);

/** Commands that say what they work on in a second word, which options may not come before. */
const COMMAND =
  /npm run rekindle -- (?:(?:accept|connect|erase|history|import|restore|resubscribe|token) [^\s"”]*[^\s"”.,;:)]|\w+)/g;

/**
 * Leads the commands in a text to a folder or a stage. Hints are the digest's and the page's too, which know neither;
 * typed without them, a command works in the default folder, where nothing is.
 * @param place options as they are typed: `--data mine`, `--stage prod`; empty for the default folder
 */
export function placedHints(text: string, place: string): string {
  return place === '' ? text : text.replace(COMMAND, (command) => `${command} ${place}`);
}
