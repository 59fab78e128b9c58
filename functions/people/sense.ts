import type { Correction } from '../core/corrections.ts';
import type { DigestOwner } from '../core/digest-input.ts';
import type { NetworkId } from '../core/model.ts';
import type { Asked, PeopleSense } from '../core/people-sense.ts';
import { boundaryOf } from './boundaries.ts';
import { sharedThings } from './interests.ts';
import { neighboursOf } from './neighbours.ts';
import { openingsFor } from './openings.ts';
import { personPlaces } from './person-place.ts';
import { segmentOf } from './segments.ts';

/** What counts besides people's words. */
export interface SenseOptions {
  /** What the owner knows better, by person id. */
  readonly corrections?: ReadonlyMap<string, Correction>;
  /** Whether a network's terms let us tell places from what people write; they do unless it says so. */
  readonly mayInferPlaces?: (network: NetworkId) => boolean;
}

/** What this owner can tell from people's profiles. The words to look for are prepared once. */
export function peopleSense(owner: DigestOwner, options: SenseOptions = {}): PeopleSense {
  const { corrections, mayInferPlaces = () => true } = options;
  const correctionOf = (who: Asked | undefined) => (who === undefined ? undefined : corrections?.get(who.personId));
  const neighbour = neighboursOf(owner.home);
  return {
    shared: sharedThings(owner),
    city: (profile, who) =>
      neighbour(profile, {
        correction: correctionOf(who),
        mayInfer: who === undefined || mayInferPlaces(who.network),
      }),
    boundary: boundaryOf,
    segment: (profile, who) => segmentOf(profile, correctionOf(who)),
    openings: (profile, grounds) => openingsFor(profile, grounds, owner.languages),
    home: (profile, who) => {
      const place = personPlaces().of(profile, {
        correction: correctionOf(who),
        mayInfer: who === undefined || mayInferPlaces(who.network),
      });
      if (place?.city === undefined) return undefined;
      return { town: place.city, ...(place.timeZone === undefined ? {} : { timeZone: place.timeZone }) };
    },
  };
}
