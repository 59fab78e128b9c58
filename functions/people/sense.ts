import type { DigestOwner } from '../core/digest-input.ts';
import type { PeopleSense } from '../core/people-sense.ts';
import { boundaryOf } from './boundaries.ts';
import { sharedThings } from './interests.ts';
import { livesIn } from './places.ts';
import { segmentOf } from './segments.ts';
import { starterFor } from './starters.ts';

/** What this owner can tell from people's profiles. The words to look for are prepared once. */
export function peopleSense(owner: DigestOwner): PeopleSense {
  return {
    shared: sharedThings(owner),
    city: livesIn(owner.home),
    boundary: boundaryOf,
    segment: segmentOf,
    starter: (profile, ground) => starterFor(profile, ground, owner.languages),
  };
}
