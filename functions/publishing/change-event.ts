import * as z from 'zod';
import { personId } from '../core/ids.ts';
import { AUDIENCE_KINDS, CHANGE_KINDS, NETWORK_IDS, VERDICTS } from '../core/model.ts';
import type { StoredChange } from '../storage/items.ts';

/** Of the events' detail. A field may be added under the same version; none is removed or changes its meaning. */
const CHANGE_EVENT_VERSION = 1;
export const CHANGE_EVENT_SOURCE = 'rekindle';
export const CHANGE_EVENT_TYPE = 'Change Told';

/** RFC 3339. */
const instant = z.iso.datetime();

/** What others may build on: one told change. No bio, no place, no evidence: who needs more asks the API. */
export const changeEventShape = z.strictObject({
  schemaVersion: z.literal(CHANGE_EVENT_VERSION),
  /** The same change always has the same id; events may come twice, and this tells. */
  id: z.string(),
  owner: z.string(),
  network: z.enum(NETWORK_IDS),
  audienceId: z.string(),
  audienceKind: z.enum(AUDIENCE_KINDS),
  kind: z.enum(CHANGE_KINDS),
  verdict: z.enum(VERDICTS).optional(),
  at: instant,
  detectedAt: instant,
  person: z.strictObject({
    id: z.string(),
    handle: z.string(),
    name: z.string().optional(),
    url: z.string(),
  }),
  /** Changes of one event, such as a mass loss, share it. */
  event: z.string().optional(),
});
export type ChangeEvent = z.output<typeof changeEventShape>;

/** The event of a told change. */
export function changeEvent(change: StoredChange): ChangeEvent {
  const { person } = change;
  return {
    schemaVersion: CHANGE_EVENT_VERSION,
    id: change.id,
    owner: change.owner,
    network: change.network,
    audienceId: change.audienceId,
    audienceKind: change.audienceKind,
    kind: change.kind,
    ...(change.verdict === undefined ? {} : { verdict: change.verdict }),
    at: new Date(change.at).toISOString(),
    detectedAt: new Date(change.detectedAt).toISOString(),
    person: {
      id: personId(change.network, person.id),
      handle: person.handle,
      ...(person.name === undefined ? {} : { name: person.name }),
      url: person.url,
    },
    ...(change.event === undefined ? {} : { event: change.event }),
  };
}
