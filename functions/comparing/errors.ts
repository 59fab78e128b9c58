/** A list of ids that cannot be read; the message says what was found and what is expected. */
export class IdListFormatError extends Error {
  override readonly name = 'IdListFormatError';
}
