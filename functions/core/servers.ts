/** People of one server who must be gone at once, and nobody of it left, before it is the server and not they. */
export const LEAST_OF_A_SERVER = 3;

const SERVER = /^https?:\/\/([^/?#@]+)/i;

/** The server that somebody's id names (an actor URI's host, with its port); undefined where ids name none. */
export function serverOf(id: string): string | undefined {
  return SERVER.exec(id)?.[1]?.toLowerCase();
}

/**
 * Servers of which at least {@link LEAST_OF_A_SERVER} people are absent and nobody is listed.
 * @param listed read only as long as there is a server to look for
 */
export function silentServers(absent: Iterable<string>, listed: () => Iterable<string>): ReadonlySet<string> {
  const people = new Map<string, number>();
  for (const id of absent) {
    const server = serverOf(id);
    if (server !== undefined) people.set(server, (people.get(server) ?? 0) + 1);
  }
  const silent = new Set([...people].filter(([, count]) => count >= LEAST_OF_A_SERVER).map(([server]) => server));
  if (silent.size === 0) return silent;
  for (const id of listed()) {
    silent.delete(serverOf(id) ?? '');
    if (silent.size === 0) break;
  }
  return silent;
}
