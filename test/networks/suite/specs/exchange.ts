import type { Answer, DemoRequest, DemoServer } from '../../../../lib/local/demo/servers/serve.ts';

/** One request with what was answered to it. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly status: number;
  readonly body: unknown;
}

/** What is wrong with an exchange by a network's own description; `undefined` where it describes no such route. */
export type Description = (exchange: Exchange) => readonly string[] | undefined;

/** Notes every exchange of a server from now on. */
export function recordExchanges(server: DemoServer): Exchange[] {
  const exchanges: Exchange[] = [];
  server.setFault((request: DemoRequest) => (answer: Answer) => {
    const { method, path, query } = request;
    const body: unknown = answer.body === undefined ? undefined : JSON.parse(JSON.stringify(answer.body));
    exchanges.push({ method, path, query, status: answer.status, body });
    return answer;
  });
  return exchanges;
}

/** Where the descriptions lie: beside the repository, and no part of it. */
export const SPECS = new URL('../../../../../shared/specs/', import.meta.url);
