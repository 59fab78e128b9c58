import { ImportError } from './errors.ts';

/** Names that match, with the number that each carries, in the order of the numbers. */
export function numberedParts(
  names: readonly string[],
  pattern: RegExp,
): readonly { readonly name: string; readonly number: number }[] {
  return names
    .flatMap((name) => {
      const match = pattern.exec(name);
      return match === null ? [] : [{ name, number: Number(match.groups?.['number'] ?? 0) }];
    })
    .sort((a, b) => a.number - b.number);
}

/**
 * Makes sure that a list in several files is whole.
 * @throws ImportError if one in between is missing, or two claim the same place
 */
export function wholeParts(parts: ReturnType<typeof numberedParts>, list: string): readonly string[] {
  const first = parts[0]?.number ?? 0;
  const isWhole = parts.every(({ number }, at) => number === first + at) && first <= 1;
  if (!isWhole) {
    throw new ImportError(
      `The export has only some of the files of your ${list}: ${parts
        .map(({ name }) => base(name))
        .slice(0, 10)
        .join(', ')}. Download it again, and import the zip as it comes.`,
    );
  }
  return parts.map(({ name }) => name);
}

export const base = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
