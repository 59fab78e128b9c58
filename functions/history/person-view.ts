import type * as z from 'zod';
import type { Correction } from '../core/corrections.ts';
import { personId } from '../core/ids.ts';
import type { RosterRow } from '../core/model.ts';
import type { Outreach } from '../core/outreach.ts';
import type { Head } from '../storage/items.ts';
import type { IndexedPerson } from '../storage/people-index.ts';
import { shown } from './change-view.ts';
import type { correctionShape, foundPersonShape, memberShape, outreachShape, placeShape } from './person-shapes.ts';
import { instantOf } from './shapes.ts';

export function outreachView(outreach: Outreach): z.input<typeof outreachShape> {
  const { state, at, until, note, promise, remindAt, returnedAt, contactAt, writeAgainWeeks, history } = outreach;
  return {
    ...{ state, at: instantOf(at), until: instantOf(until), note, promise },
    ...{ remindAt: instantOf(remindAt), returnedAt: instantOf(returnedAt) },
    ...{ contactAt: instantOf(contactAt), writeAgainWeeks },
    history: history.map((step) => ({ step: step.step, at: instantOf(step.at), until: instantOf(step.until) })),
  };
}

export function correctionView({ place, segments, at }: Correction): z.input<typeof correctionShape> {
  return { place, segments: segments && [...segments], at: instantOf(at) };
}

/** What somebody is: by the owner's word, else by their own. */
export function segmentsOf(own: string | undefined, correction: Correction | undefined): string[] {
  return correction?.segments === undefined ? (own === undefined ? [] : [own]) : [...correction.segments];
}

/** Where somebody lives: by the owner's word, else by their own. */
export function placeView(
  place: IndexedPerson['place'],
  correction: Correction | undefined,
): z.input<typeof placeShape> | undefined {
  if (correction?.place === null) return undefined;
  if (correction?.place !== undefined) return { city: correction.place };
  return place === undefined ? undefined : { city: place.city, country: place.country };
}

export function foundView(
  at: { readonly owner: string; readonly accountId: string },
  person: IndexedPerson,
  known: { readonly correction: Correction | undefined; readonly outreach: Outreach | undefined },
): z.input<typeof foundPersonShape> {
  const { id, network, state, verdict, audiences } = person;
  return {
    ...{ id, ...at, network, ...shown(person), handle: person.handle, url: person.url },
    ...{ state, stateAt: instantOf(person.stateAt), verdict, firstSeenAt: instantOf(person.firstSeenAt) },
    ...{ since: instantOf(person.since), audiences: [...audiences] },
    segments: segmentsOf(person.segment, known.correction),
    place: placeView(person.place, known.correction),
    outreach: known.outreach?.state,
  };
}

export function memberView({ owner, network, audienceId }: Head, row: RosterRow): z.input<typeof memberShape> {
  const { profile } = row;
  return {
    ...{ id: personId(network, row.id), owner, audienceId },
    ...{ ...shown(profile), handle: profile.handle, url: profile.url },
    ...standing(row),
  };
}

/** Where somebody stands in an audience. */
export function standing({ state, stateAt, verdict, firstSeenAt, since, returns, losses }: RosterRow) {
  return {
    ...{ state, stateAt: instantOf(stateAt), verdict, firstSeenAt: instantOf(firstSeenAt) },
    ...{ since: instantOf(since), returns, losses },
  };
}
