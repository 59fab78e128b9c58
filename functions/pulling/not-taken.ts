/** A list could not be taken; the message says why and what to do. Nothing was changed. */
export class ListNotTakenError extends Error {
  override readonly name = 'ListNotTakenError';
  /** Another run is working on the audience: the same list can be taken later. */
  readonly isBusy: boolean;
  constructor(message: string, options: ErrorOptions & { readonly isBusy?: boolean } = {}) {
    super(message, options);
    this.isBusy = options.isBusy ?? false;
  }
}
