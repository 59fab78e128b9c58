import type { Condition } from '../storage/db.ts';
import { headAttribute } from '../storage/head-codec.ts';

/** Somebody may have closed or stopped the audience while it was pulled: then it is due no more. */
export function isStillOpen(): Condition {
  return {
    expression: '#cStatus IN (:cActive, :cParked) AND attribute_not_exists(#cLease)',
    names: { '#cStatus': headAttribute('status'), '#cLease': headAttribute('leaseUntil') },
    values: { ':cActive': 'active', ':cParked': 'parked' },
  };
}
