/** Words of a command as they can be pasted into a shell: quoted where they hold more than plain characters. */
export function shellWords(...words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}
