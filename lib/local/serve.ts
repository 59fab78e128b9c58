import type { Logger } from '../../functions/runtime/logger.ts';
import type { HttpServer, LocalPages } from './http-server.ts';
import { reply, startHttpServer } from './http-server.ts';
import type { Laptop } from './laptop.ts';
import { createLocalPages } from './local-pages.ts';

/** A server that is up before what it serves: mails want its address, which it has only once it listens. */
export interface EarlyServer extends HttpServer {
  /** From now on requests are answered from this laptop. */
  show(laptop: Laptop, lockedAt: number): void;
}

/**
 * Starts to listen.
 * @throws PortTakenError
 */
export async function startServer(port: number, logger: Logger): Promise<EarlyServer> {
  let shown: { readonly laptop: Laptop; readonly pages: LocalPages } | undefined;
  const server = await startHttpServer({
    port,
    clock: { wall: () => Date.now() },
    logger: { ...logger, error: (...line) => (shown?.laptop.logger ?? logger).error(...line) },
    pages: async (path, url, request, response) => {
      if (shown !== undefined) return shown.pages(path, url, request, response);
      reply(response, 503, 'Rekindle is starting. Try again in a moment.');
      return true;
    },
    api: async (event) => (shown === undefined ? { statusCode: 503 } : shown.laptop.api(event)),
  });
  return {
    ...server,
    show: (laptop, lockedAt) => {
      shown = { laptop, pages: createLocalPages(laptop, lockedAt) };
    },
  };
}
