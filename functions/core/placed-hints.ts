/** Commands that say what they work on in a second word, which options may not come before. */
const COMMAND =
  /npm run rekindle -- (?:(?:accept|connect|erase|history|import|restore|resubscribe|token) [^\s"”]*[^\s"”.,;:)]|\w+)/g;

/**
 * Leads the commands in a text to a folder or a stage. Hints are said by what knows neither; typed as they are, a command
 * works in the default folder, where nothing is.
 * @param place options as they are typed: `--data mine`, `--stage prod`; empty for the default folder
 */
export function placedHints(text: string, place: string): string {
  return place === '' ? text : text.replace(COMMAND, (command) => `${command} ${place}`);
}
