import type { Server } from 'node:http';
import { isCode } from './file-errors.ts';

export interface Listening {
  readonly port: number;
  /** Ends the server: answers what was asked, drops idle connections, and after `graceMs` the rest. */
  close(graceMs?: number): Promise<void>;
}

/** Nothing else can listen there. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  constructor(port: number) {
    super(
      `Port ${port} is taken by another program. Choose another one with --port N; --port 0 takes any that is free.`,
    );
  }
}

/**
 * Starts to listen, on this machine only.
 * @param port 0 takes any free one
 * @throws PortTakenError
 */
export async function listen(server: Server, port: number): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(isCode(error, 'EADDRINUSE') ? new PortTakenError(port) : error));
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { port: address.port, close: (graceMs = 1_000) => close(server, graceMs) };
}

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}
