import { join } from 'node:path';

/** After a run that does not stay: how the page is opened, and with what. */
export function pageHint(directory: string, port: number): string {
  const address = port === 0 ? 'the address that it names' : `http://127.0.0.1:${port}/`;
  return `\nTo look at the history as a page, start without --once and open ${address}
(sign in with the token in ${join(directory, 'api-token')}).`;
}
