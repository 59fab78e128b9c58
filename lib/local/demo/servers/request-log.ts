/** Which requests a server got, in order. */
export class RequestLog {
  readonly #lines: string[] = [];

  add(request: { readonly method: string; readonly path: string; readonly query: URLSearchParams }): void {
    const query = request.query.toString();
    this.#lines.push(`${request.method} ${request.path}${query === '' ? '' : `?${query}`}`);
  }

  /** `METHOD /path?query`, oldest first. */
  all(): readonly string[] {
    return [...this.#lines];
  }

  /** How many requests contain this text or match this expression; all without one. */
  count(what: string | RegExp = ''): number {
    return this.#lines.filter((line) => (typeof what === 'string' ? line.includes(what) : what.test(line))).length;
  }

  clear(): void {
    this.#lines.length = 0;
  }
}
