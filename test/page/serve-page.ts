import type { HistoryApiDeps } from '../../functions/history/route.ts';
import { createHistoryApiHandler } from '../../functions/history-api.ts';
import { type HttpServer, startHttpServer } from '../../lib/local/http-server.ts';
import { builtOnDemand } from '../../lib/page-files.ts';
import { silent } from '../history/asking.ts';

/** The page and the API behind it on a free port, as the laptop serves them. */
export function servePage(deps: HistoryApiDeps): Promise<HttpServer> {
  const page = {
    ...{ files: builtOnDemand(), tokenLies: '/home/alice/.rekindle/api-token', mails: '/outbox' },
    commandPlace: '--data mine',
  };
  return startHttpServer({
    port: 0,
    api: createHistoryApiHandler({ page, ...deps }),
    pages: async () => false,
    clock: deps.clock,
    logger: silent,
  });
}
