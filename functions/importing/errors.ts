import { ImportError } from '../networks/exports/errors.ts';

/** A list that cannot be read; the message names the line and the field, what was found and what is expected. */
export class ListFormatError extends ImportError {
  override readonly name = 'ListFormatError';
  constructor(where: string, problem: string, options?: ErrorOptions) {
    super(`${where}: ${problem}. Nothing was imported.`, options);
  }
}

/** A value as a message shows it: short, on one line. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
