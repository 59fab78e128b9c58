/** What the documentation says of a path besides its schemas. */
export interface RouteDocument {
  readonly description?: string;
  /** An answer as it may be. */
  readonly example?: unknown;
  /** What may be sent. */
  readonly body?: unknown;
}
