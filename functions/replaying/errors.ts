/** A recorded series that cannot be read; the message names the line, what was found and what is expected. */
export class SeriesFormatError extends Error {
  override readonly name = 'SeriesFormatError';
  constructor(where: string, problem: string, options?: ErrorOptions) {
    super(`${where}: ${problem}.`, options);
  }
}
