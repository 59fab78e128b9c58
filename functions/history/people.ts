import * as z from 'zod';
import type { OutreachAction } from '../core/outreach.ts';
import { putCorrection, readCorrection } from '../storage/corrections.ts';
import { requestErasure } from '../storage/erasures.ts';
import { changeOutreach, readOutreach } from '../storage/outreach.ts';
import { readSuggested } from '../storage/suggestions.ts';
import { changeView, shown } from './change-view.ts';
import { linkedView } from './digest-people-view.ts';
import { personOf } from './find-person.ts';
import { type KnownPerson, knownPerson } from './known-person.ts';
import { placeOfProfile } from './near.ts';
import { ownersOf } from './owners.ts';
import { idParams, itemQuery } from './parameters.ts';
import { correctionBody, correctionShape, outreachBody, outreachShape, personDetailShape } from './person-shapes.ts';
import { correctionView, outreachView, placeView, segmentsOf, standing } from './person-view.ts';
import { notFound } from './problem.ts';
import { jsonRoute } from './route.ts';
import { instantOf, instantShape } from './shapes.ts';

const MOST_CHANGES = 200;

export const readPersonRoute = jsonRoute(
  {
    method: 'GET',
    path: '/v1/people/{id}',
    summary: 'One person: profile, where they are and were, what was told of them, outreach and corrections.',
    scope: 'read',
    params: idParams,
    query: itemQuery,
    response: personDetailShape,
  },
  async ({ deps, grant, params, query }) => {
    const { owner, thing } = await knownPerson(deps, ownersOf(grant, query.owner), params.id);
    const [outreach, correction, suggestedAt] = await Promise.all([
      readOutreach(deps.db, owner, params.id),
      readCorrection(deps.db, owner, params.id),
      readSuggested(deps.db, owner, params.id, deps.clock.now()),
    ]);
    const profile = profileOf(thing);
    const { segmentOf } = await import('../people/segments.ts');
    const { linkedNow } = await import('../acting/wrong-person.ts');
    const linked = suggestedAt === undefined ? [] : await linkedNow(deps.db, owner, params.id, deps.clock.now());
    return {
      ...{ id: params.id, owner, network: thing.network },
      ...{ ...shown(profile), handle: profile.handle, url: profile.url },
      ...{ links: profile.links && [...profile.links], organisation: profile.organisation },
      segments: segmentsOf(segmentOf(profile), correction),
      place: placeView(await placeOfProfile(thing.network, profile), correction),
      audiences: thing.places.flatMap(({ head, row }) =>
        head.kind === 'account'
          ? []
          : [
              {
                ...{ id: head.audienceId, accountId: head.accountId, kind: head.kind, title: head.title },
                ...standing(row),
              },
            ],
      ),
      changes: thing.changes
        .filter(({ audienceKind }) => audienceKind !== 'following')
        .slice(0, MOST_CHANGES)
        .map(changeView),
      outreach: outreach && outreachView(outreach),
      correction: correction && correctionView(correction),
      linked: linked.length === 0 ? undefined : linked.map(linkedView),
      suggestedAt: instantOf(suggestedAt),
      ...{ searched: thing.searched, of: thing.of },
    };
  },
);

/** The fullest profile there is: somebody looked up, then somebody present, then as the last change has them. */
function profileOf({ places, changes }: KnownPerson) {
  const [best] = places.toSorted((a, b) => weight(b) - weight(a));
  const profile = best?.row.profile ?? changes[0]?.person;
  if (profile === undefined) throw notFound();
  return profile;
}

function weight({ row }: KnownPerson['places'][number]): number {
  return (row.hydratedAt === undefined ? 0 : 2) + (row.state === 'lost' ? 0 : 1);
}

export const putOutreachRoute = jsonRoute(
  {
    method: 'PUT',
    path: '/v1/people/{id}/outreach',
    summary:
      'Says where the owner stands with somebody: invited, met, snoozed, never; in contact; a note, a promise, reminders.',
    scope: 'write',
    params: idParams,
    query: itemQuery,
    body: outreachBody,
    response: outreachShape,
  },
  async ({ deps, grant, params, query, body }) => {
    const { owner } = await knownPerson(deps, ownersOf(grant, query.owner), params.id);
    return outreachView(await changeOutreach(deps.db, owner, params.id, actionsOf(body), deps.clock.now()));
  },
);

function actionsOf(body: z.output<typeof outreachBody>): OutreachAction[] {
  const { state, until, note, promise, remindAt, contact, writeAgainWeeks } = body;
  const keep = {
    ...(note === undefined ? {} : { note }),
    ...(promise === undefined ? {} : { promise }),
    ...(remindAt === undefined ? {} : { remindAt: remindAt === null ? null : Date.parse(remindAt) }),
    ...(writeAgainWeeks === undefined ? {} : { writeAgainWeeks }),
  };
  const moves: Record<NonNullable<typeof state>, OutreachAction> = {
    invited: { action: 'invite' },
    met: { action: 'meet' },
    never: { action: 'never' },
    snoozed: { action: 'snooze', until: Date.parse(until ?? '') },
  };
  return [
    ...(state === undefined ? [] : [moves[state]]),
    ...(contact === undefined ? [] : [{ action: 'contact' } as const]),
    ...(Object.keys(keep).length === 0 ? [] : [{ action: 'keep', ...keep } as const]),
  ];
}

export const putCorrectionsRoute = jsonRoute(
  {
    method: 'PUT',
    path: '/v1/people/{id}/corrections',
    summary: 'Corrects where somebody lives or what they are; what is left out stays as it was.',
    scope: 'write',
    params: idParams,
    query: itemQuery,
    body: correctionBody,
    response: correctionShape,
  },
  async ({ deps, grant, params, query, body }) => {
    const { owner } = await knownPerson(deps, ownersOf(grant, query.owner), params.id);
    const { place, segments } = body;
    const said = {
      ...(place === undefined ? {} : { place }),
      ...(segments === undefined ? {} : { segments }),
    };
    await putCorrection(deps.db, owner, params.id, said, deps.clock.now());
    const correction = await readCorrection(deps.db, owner, params.id);
    if (correction === undefined) throw notFound();
    return correctionView(correction);
  },
);

const erasureShape = z.strictObject({
  personId: z.string(),
  owner: z.string(),
  requestedAt: instantShape,
  /** By when it is done at the latest. */
  doneBy: instantShape,
});

const SEVEN_DAYS = 7 * 24 * 60 * 60 * 1000;

export const erasePersonRoute = jsonRoute(
  {
    method: 'DELETE',
    path: '/v1/people/{id}',
    summary: 'Erases a person for good: they are gone from every answer at once, from the table within seven days.',
    scope: 'write',
    params: idParams,
    query: itemQuery,
    status: 202,
    response: erasureShape,
  },
  async ({ deps, grant, params, query }) => {
    const owners = ownersOf(grant, query.owner);
    if (personOf(params.id) === undefined) throw notFound();
    // One owner needs no proof that there is somebody: who was never seen can be erased for good, too.
    const [only, ...others] = owners;
    const owner = only !== undefined && others.length === 0 ? only : (await knownPerson(deps, owners, params.id)).owner;
    const { requestedAt } = await requestErasure(deps.db, owner, params.id, deps.clock.now());
    return {
      ...{ personId: params.id, owner },
      ...{ requestedAt: instantOf(requestedAt), doneBy: instantOf(requestedAt + SEVEN_DAYS) },
    };
  },
);
