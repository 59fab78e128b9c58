/** What lies in the table is not what the head says. Nothing may be compared with it; a backup or support is needed. */
export class CorruptRosterError extends Error {
  override readonly name = 'CorruptRosterError';
  constructor(key: string, what: string, options?: ErrorOptions) {
    super(`The stored roster of ${key} cannot be put together: ${what}. Restore it from a backup.`, options);
  }
}
