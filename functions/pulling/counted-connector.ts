import { InvalidResponseError, RateLimitedError } from '../networks/errors.ts';
import type { Connector } from '../networks/network.ts';

/** What a tick's dealings with the networks came to. */
export interface NetworkCounts {
  pages: number;
  limited: number;
  drift: number;
}

/** A connector that counts its pages and the errors that matter, and is otherwise the same. */
export function countedConnector(connector: Connector, counts: NetworkCounts): Connector {
  const note = (error: unknown): never => {
    if (error instanceof RateLimitedError) counts.limited += 1;
    if (error instanceof InvalidResponseError) counts.drift += 1;
    throw error;
  };
  async function* noted<T>(work: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      yield* work;
    } catch (error) {
      note(error);
    }
  }
  const { readCount } = connector;
  return {
    network: connector.network,
    credentialId: connector.credentialId,
    listsFullProfiles: connector.listsFullProfiles,
    canVerify: (kind) => connector.canVerify(kind),
    resolve: (name) => connector.resolve(name).catch(note),
    discover: (account, track, now) => connector.discover(account, track, now).catch(note),
    readPage: (...asked) => {
      counts.pages += 1;
      return connector.readPage(...asked).catch(note);
    },
    ...(readCount === undefined
      ? {}
      : { readCount: (...asked: Parameters<typeof readCount>) => readCount.apply(connector, asked).catch(note) }),
    verify: (...asked) => noted(connector.verify(...asked)),
    hydrate: (people) => noted(connector.hydrate(people)),
  };
}
