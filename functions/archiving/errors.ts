/** A backup cannot be made, read or restored; the message says what to do. Nothing was changed, unless it says so. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}
