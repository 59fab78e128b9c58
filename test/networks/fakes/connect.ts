import { NETWORK_IDS, type NetworkId } from '../../../functions/core/model.ts';
import type { AudienceTarget, Connector, Page, TrackSettings } from '../../../functions/networks/network.ts';
import { connectorFor } from '../../../functions/networks/registry.ts';
import type { FakeServer } from './server.ts';

export const NOW = Date.parse('2026-11-22T10:00:00Z');

export const TRACK: TrackSettings = {
  followers: true,
  following: true,
  likes: true,
  stars: true,
  postDays: 30,
  posts: 20,
  repositories: 100,
};

/** A connector that talks to the fake, with a clock that stands still and no waiting. */
export function connect(server: FakeServer, accountId: string, token?: string): Connector {
  const network = accountId.slice(0, accountId.indexOf(':')) as NetworkId;
  return connectorFor(
    { network, accountId },
    {
      baseUrls: Object.fromEntries(NETWORK_IDS.map((id) => [id, server.url])),
      fetch,
      wall: () => NOW,
      wait: async () => undefined,
      ...(token !== undefined && { token }),
    },
  );
}

/** Walks a list to its end marker, as the pull does. */
export async function walk(connector: Connector, target: AudienceTarget, from?: string): Promise<Page[]> {
  const pages: Page[] = [];
  let cursor = from;
  do {
    const page = await connector.readPage(target, cursor);
    pages.push(page);
    cursor = page.next;
  } while (cursor !== undefined && pages.length < 100);
  return pages;
}

export const idsOf = (pages: readonly Page[]): string[] =>
  pages.flatMap((page) => page.people.map((person) => person.id));
