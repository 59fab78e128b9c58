/** A file that cannot be imported; the message says why and what to do. Nothing was changed. */
export class ImportError extends Error {
  override readonly name: string = 'ImportError';
}
