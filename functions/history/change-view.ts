import * as z from 'zod';
import { personId } from '../core/ids.ts';
import { CHANGE_KINDS, type NetworkId, type Profile, VERDICTS } from '../core/model.ts';
import type { StoredChange } from '../storage/items.ts';
import { countShape, instantOf, instantShape } from './shapes.ts';

const DAY = 24 * 60 * 60 * 1000;

/** A person as they were at the time of the change. `id` is the API's: `bluesky:did:plc:…`. */
export const personShape = z.strictObject({
  id: z.string(),
  handle: z.string(),
  name: z.string().optional(),
  url: z.string(),
  bio: z.string().optional(),
  location: z.string().optional(),
  avatar: z.string().optional(),
  reach: countShape.optional(),
});

export const changeShape = z.strictObject({
  id: z.string(),
  owner: z.string(),
  audienceId: z.string(),
  kind: z.enum(CHANGE_KINDS),
  /** Only on `lost`: never worded finer than the evidence. */
  verdict: z.enum(VERDICTS).optional(),
  /** When it happened as far as is known. */
  at: instantShape,
  detectedAt: instantShape,
  person: personShape,
  /** On `edited` and `moved`: what it was before, only the fields that differ. */
  before: personShape.partial().optional(),
  /** On `returned`: how long they were away. */
  awayDays: z.number().min(0).optional(),
  /** Changes of one event, such as a mass loss, share it. */
  event: z.string().optional(),
  evidence: z.array(z.strictObject({ at: instantShape, asked: z.string(), answered: z.string() })).optional(),
});

export function changeView(change: StoredChange): z.input<typeof changeShape> {
  const { person, before, network } = change;
  return {
    id: change.id,
    owner: change.owner,
    audienceId: change.audienceId,
    kind: change.kind,
    verdict: change.verdict,
    at: instantOf(change.at),
    detectedAt: instantOf(change.detectedAt),
    person: { ...shown(person), id: personId(network, person.id), handle: person.handle, url: person.url },
    before: before === undefined ? undefined : beforeView(before, network),
    awayDays: change.awayMs === undefined ? undefined : daysOf(change.awayMs),
    event: change.event,
    evidence: change.evidence?.map(({ at, asked, answered }) => ({ at: instantOf(at), asked, answered })),
  };
}

/** Milliseconds as days, to a tenth. */
export function daysOf(ms: number): number {
  return Math.round((ms / DAY) * 10) / 10;
}

/** Nothing if only fields differ that the API does not tell. */
export function beforeView(
  before: NonNullable<StoredChange['before']>,
  network: NetworkId,
): z.input<typeof changeShape>['before'] {
  const view = { ...shown(before), id: before.id === undefined ? undefined : personId(network, before.id) };
  return Object.values(view).every((value) => value === undefined) ? undefined : view;
}

/** The fields of a profile that the API tells; what a profile holds besides is for the rules. */
export function shown({ handle, name, url, bio, location, avatar, reach }: Partial<Profile>) {
  return { handle, name, url, bio, location, avatar, reach };
}
