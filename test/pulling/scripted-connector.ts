import type { Finding, ListedPerson } from '../../functions/core/model.ts';
import { UnavailableError } from '../../functions/networks/errors.ts';
import type { Connector, HydratedPerson } from '../../functions/networks/network.ts';

/** What a network does when it is walked and asked. */
export interface Script {
  readonly list: readonly ListedPerson[];
  readonly pageSize: number;
  /** It is down from this place in the list on. */
  readonly breaksAt?: number;
  /** What it answers about somebody; undefined: it stops answering there. Without it, it cannot be asked. */
  readonly answer?: (id: string) => Finding | undefined;
  readonly profiles?: readonly HydratedPerson[];
  /** The cursor that each page names as next, where it is not simply the next place. */
  readonly next?: (place: number) => string | undefined;
}

/** A network in memory that follows a script. Cursors are places in the list. */
export function scriptedConnector(script: Script): Connector & { readonly asked: string[] } {
  const { list, pageSize, breaksAt = Number.POSITIVE_INFINITY, answer } = script;
  const asked: string[] = [];
  return {
    asked,
    network: 'bluesky',
    credentialId: 'bluesky:public',
    listsFullProfiles: false,
    canVerify: () => answer !== undefined,
    resolve: async () => {
      throw new UnavailableError('Nobody is looked up here.');
    },
    discover: async () => ({ audiences: [], isWhole: true, replies: [] }),
    readPage: async (_, cursor = '0') => {
      const place = Number(cursor);
      if (place >= breaksAt) throw new UnavailableError('The network is down.');
      const end = place + pageSize;
      const next = script.next === undefined ? (end < list.length ? String(end) : undefined) : script.next(place);
      return { people: list.slice(place, end), ...(next === undefined ? {} : { next }) };
    },
    async *verify(_account, _target, people) {
      const unanswered: string[] = [];
      for (const { id } of people) {
        asked.push(id);
        const finding = answer?.(id);
        if (finding === undefined) unanswered.push(id);
        else yield finding;
      }
      if (unanswered.length > 0) throw new UnavailableError('The network stopped answering.');
    },
    async *hydrate(people) {
      const wanted = new Set(people.map(({ id }) => id));
      for (const one of script.profiles ?? []) if (wanted.has(one.id)) yield one;
    },
  };
}
