import { askMany } from '../api/ask.ts';
import type { Change, FoundPerson, Network, Verdict } from '../api/types.ts';
import { networkOfId } from '../parts/words.ts';

/** Somebody who left, from the history or from the search. */
export interface Leaver {
  readonly key: string;
  readonly person: { readonly id: string; readonly handle: string; readonly name?: string | undefined };
  readonly bio?: string | undefined;
  readonly network: Network;
  readonly verdict?: Verdict | undefined;
  readonly at: string;
  readonly audienceId: string;
  readonly location?: string | undefined;
}

export type Filters = Readonly<Record<(typeof FILTERS)[number], string | undefined>>;
export const FILTERS = ['network', 'verdict', 'segment', 'near', 'q', 'from', 'to'] as const;

export interface Leavers {
  readonly items: readonly Leaver[];
  readonly next?: string | undefined;
}

const ENOUGH = 40;
/** Requests for one screen: filters that the API has not are applied here. */
const MOST_PAGES = 6;

/** Segment, place and words are what the search knows; it has no order of time, so it is read further and sorted here. */
export const isSearch = ({ segment, near, q }: Filters): boolean =>
  segment !== undefined || near !== undefined || q !== undefined;

/** @throws AskError */
export async function readLeavers(
  owner: string,
  filters: Filters,
  cursor?: string,
  signal?: AbortSignal,
): Promise<Leavers> {
  return isSearch(filters) ? search(owner, filters, cursor, signal) : history(owner, filters, cursor, signal);
}

async function history(owner: string, filters: Filters, cursor?: string, signal?: AbortSignal): Promise<Leavers> {
  const { verdict, from, to, network } = filters;
  const query = { owner, kind: 'lost', verdict, from, to: endOf(to), cursor, limit: 100 };
  const { items, next } = await askMany<Change>(
    '/v1/changes',
    { query, ...(signal === undefined ? {} : { signal }) },
    {
      enough: ENOUGH,
      pages: MOST_PAGES,
      keep: ({ audienceId }) => network === undefined || networkOfId(audienceId) === network,
    },
  );
  return { items: items.map(fromChange).sort(newestFirst), next };
}

async function search(owner: string, filters: Filters, cursor?: string, signal?: AbortSignal): Promise<Leavers> {
  const { segment, near, q, network, verdict, from, to } = filters;
  const end = endOf(to);
  const { items, next } = await askMany<FoundPerson>(
    '/v1/people',
    {
      query: { owner, state: 'lost', segment, near, q, cursor, limit: 200 },
      ...(signal === undefined ? {} : { signal }),
    },
    {
      enough: 400,
      pages: MOST_PAGES,
      keep: (person) =>
        (network === undefined || person.network === network) &&
        (verdict === undefined || person.verdict === verdict) &&
        (from === undefined || person.stateAt >= from) &&
        (end === undefined || person.stateAt < end),
    },
  );
  return { items: items.map(fromPerson).sort(newestFirst), next };
}

/** The API's order is that of telling; proof of one may take longer than of another. */
const newestFirst = (a: Leaver, b: Leaver): number => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0);

/** The day that was chosen belongs to it. */
function endOf(day: string | undefined): string | undefined {
  const at = day === undefined ? Number.NaN : Date.parse(day);
  return Number.isNaN(at) ? undefined : new Date(at + 86_400_000).toISOString();
}

function fromChange({ id, person, verdict, at, audienceId }: Change): Leaver {
  const network = networkOfId(audienceId) as Network;
  return { key: id, person, bio: person.bio, network, verdict, at, audienceId, location: person.location };
}

function fromPerson(person: FoundPerson): Leaver {
  const { id, accountId, verdict, stateAt, audiences, network, bio, place, location } = person;
  const where = [place?.city, place?.country].filter((part) => part !== undefined).join(', ');
  return {
    ...{ key: `${accountId} ${id}`, person, bio, network, verdict, at: stateAt },
    ...{ audienceId: audiences[0] ?? accountId, location: where === '' ? location : where },
  };
}
