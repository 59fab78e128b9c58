import type { Decision } from '../core/decide.ts';
import { type AlarmTally, tallyAlarms } from '../core/false-alarms.ts';
import type { FinishedWalk } from './settle.ts';

/** How many losses the audience will have been told, and how many were none, once `decision` is committed. */
export function alarmsAfter({ head, roster, at }: FinishedWalk, decision: Decision): AlarmTally {
  const sinceAfter = new Map(decision.puts.map(({ id, since }) => [id, since]));
  return tallyAlarms(
    head.alarms,
    decision.changes,
    { at, pull: head.completePulls + 1 },
    (id) => {
      const slot = roster.find(id);
      return slot === -1 ? undefined : roster.rowAt(slot);
    },
    (id) => sinceAfter.get(id),
  );
}
