import * as z from 'zod';
import type { Correction } from '../core/corrections.ts';
import type { Outreach } from '../core/outreach.ts';
import { NEAR_KM } from '../people/near-km.ts';
import type { PersonPlaces } from '../people/person-place.ts';
import type { Place } from '../people/place.ts';
import { listAccounts } from '../storage/accounts.ts';
import { readCorrections } from '../storage/corrections.ts';
import { listOutreach } from '../storage/outreach.ts';
import { type IndexedPerson, type PeopleIndexHead, readPeopleIndexHeads } from '../storage/people-index.ts';
import { hiddenPeople } from './hidden-people.ts';
import { asIndexed, isNear, openPlaces } from './near.ts';
import { ownersOf } from './owners.ts';
import { answerPage } from './page.ts';
import { noParams, peopleQuery } from './parameters.ts';
import { foundPersonShape } from './person-shapes.ts';
import { foundView, segmentsOf } from './person-view.ts';
import { badRequest } from './problem.ts';
import { listRoute } from './route.ts';
import { countShape } from './shapes.ts';
import { MOST_READ, pageById, walk } from './walk.ts';
import { readWholeIndex } from './whole-index.ts';

/** What an index costs of a request's budget; twenty parts of it are read. */
const INDEX_COST = 500;

type Query = z.output<typeof peopleQuery>;

/** What an owner knows about people, read once a request. */
interface Known {
  readonly outreach: ReadonlyMap<string, Outreach>;
  readonly corrections: ReadonlyMap<string, Correction>;
  readonly erased: ReadonlySet<string>;
}

/** The place that was asked for, and what finds those that the owner has corrected. */
interface Wanted {
  readonly place: Place;
  readonly places: PersonPlaces;
}

export const listPeopleRoute = listRoute(
  {
    method: 'GET',
    path: '/v1/people',
    summary: 'Searches people by words, segment, place, state and outreach; account after account, by id.',
    description:
      'Looks through an index of up to 20,000 people of each account: those with outreach or a correction, those who ' +
      'changed lately, those who say where they live, and the best known. `searched` of `of` people were looked ' +
      'through for this page; of an account whose index was made anew again and again while it was read, none was. ' +
      'Somebody in two accounts is found in each. `within` is in kilometres around the town that ' +
      `\`near\` names, ${NEAR_KM} unless said.`,
    scope: 'read',
    params: noParams,
    query: peopleQuery,
    item: foundPersonShape,
    response: z.strictObject({
      items: z.array(foundPersonShape),
      next: z.string().optional(),
      searched: countShape,
      of: countShape,
    }),
  },
  async (asked) => {
    const { deps, grant, query } = asked;
    const owners = ownersOf(grant, query.owner);
    const wanted = query.near === undefined ? undefined : await wantedPlace(query.near);
    const sums = { searched: 0, of: 0 };
    const budget = { left: MOST_READ };
    const page = await answerPage(asked, { path: '/v1/people', owners }, (position) =>
      walk(owners, position, query.limit, budget, async (owner, after, room) => {
        const accounts = await indexesOf(deps.db, owner, query.audience);
        budget.left -= accounts.size;
        if (accounts.size === 0) return { items: [] };
        const known = await knownOf(deps.db, owner);
        return walk([...accounts.keys()].sort(), after, room, budget, async (accountId, last, rest) => {
          const listed = accounts.get(accountId);
          const found =
            listed &&
            (await readWholeIndex(deps.db, { owner, accountId }, listed, () => {
              budget.left -= INDEX_COST;
            }));
          if (found === undefined) return { items: [] };
          const { head, people } = found;
          sums.of += head.of;
          // That none of them was looked through shows in the sums.
          if (people === undefined) return { items: [] };
          sums.searched += head.searched;
          const matching = people.filter((person) => matches(person, query, wanted, known));
          const { items, next } = pageById(matching, ({ id }) => id, last, rest);
          const views = items.map((person) =>
            foundView({ owner, accountId }, person, {
              correction: known.corrections.get(person.id),
              outreach: known.outreach.get(person.id),
            }),
          );
          return { items: views, next };
        });
      }),
    );
    return { ...page, ...sums };
  },
);

async function wantedPlace(near: string): Promise<Wanted> {
  const places = await openPlaces();
  const place = places.named(near);
  if (place !== undefined) return { place, places };
  throw badRequest([
    { parameter: 'near', message: 'expected a town, region or country that we know, such as "Lisbon"' },
  ]);
}

async function indexesOf(
  db: Parameters<typeof listAccounts>[0],
  owner: string,
  audience: string | undefined,
): Promise<Map<string, PeopleIndexHead>> {
  const accounts = (await listAccounts(db, owner)).filter(
    ({ accountId }) => audience === undefined || audience.startsWith(`${accountId}:`),
  );
  const heads = await readPeopleIndexHeads(
    db,
    accounts.map(({ accountId }) => ({ owner, accountId })),
  );
  return new Map(
    accounts.flatMap(({ accountId }, n) => {
      const head = heads[n];
      return head === undefined ? [] : [[accountId, head] as const];
    }),
  );
}

async function knownOf(db: Parameters<typeof listOutreach>[0], owner: string): Promise<Known> {
  const [outreach, corrections, erased] = await Promise.all([
    listOutreach(db, owner),
    readCorrections(db, owner),
    hiddenPeople(db, owner),
  ]);
  return { outreach, corrections, erased };
}

function matches(person: IndexedPerson, query: Query, wanted: Wanted | undefined, known: Known): boolean {
  const correction = known.corrections.get(person.id);
  const { audience, segment, state, outreach, q, within = NEAR_KM } = query;
  if (known.erased.has(person.id)) return false;
  if (audience !== undefined && !person.audiences.includes(audience)) return false;
  if (state !== undefined && !state.includes(person.state)) return false;
  if (segment !== undefined && !segment.some((one) => segmentsOf(person.segment, correction).includes(one)))
    return false;
  if (outreach !== undefined) {
    const stands = known.outreach.get(person.id)?.state;
    if (stands === undefined || !outreach.includes(stands)) return false;
  }
  if (wanted !== undefined && !isNear(corrected(person, correction, wanted.places), wanted.place, within)) return false;
  return q === undefined || q.split(/\s+/).every((word) => textOf(person).includes(fold(word)));
}

function corrected(
  person: IndexedPerson,
  correction: Correction | undefined,
  places: PersonPlaces,
): IndexedPerson['place'] {
  if (correction?.place === undefined) return person.place;
  const place = correction.place === null ? undefined : places.named(correction.place);
  return place === undefined ? undefined : asIndexed(place);
}

function textOf({ handle, name, bio, location }: IndexedPerson): string {
  return fold([handle, name, bio, location].filter((part) => part !== undefined).join('\n'));
}

/** Case and accents aside. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}
