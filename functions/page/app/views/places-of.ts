import type { Person } from '../api/types.ts';

type Place = Person['audiences'][number];

/** Somebody's places as they are told: an account's posts together as its likes, and without whom the owner follows. */
export interface ToldPlace extends Place {
  /** Of likes: how many posts. */
  readonly posts: number;
}

const RANK: Readonly<Record<Place['state'], number>> = { present: 0, hidden: 1, missing: 2, held: 3, lost: 4 };

export function toldPlaces({ audiences }: Pick<Person, 'audiences'>): ToldPlace[] {
  const groups = Map.groupBy(
    audiences.filter(({ kind }) => kind !== 'following'),
    ({ id, accountId, kind }) => (kind === 'likes' ? `${accountId}:likes` : id),
  );
  return [...groups.values()].flatMap((group) => {
    // Where one is counts before where one was.
    const [best] = group.toSorted((a, b) => RANK[a.state] - RANK[b.state]);
    const first = group.map(beginOf).sort()[0];
    if (best === undefined || first === undefined) return [];
    const dated = group.find((place) => beginOf(place) === first && place.since !== undefined);
    const { since: _, ...rest } = best;
    return [{ ...rest, firstSeenAt: first, ...(dated === undefined ? {} : { since: first }), posts: group.length }];
  });
}

const beginOf = ({ since, firstSeenAt }: Place): string => since ?? firstSeenAt;
