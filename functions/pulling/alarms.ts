import type { Decision } from '../core/decide.ts';
import { type AlarmTally, tallyAlarms } from '../core/false-alarms.ts';
import type { RosterRow } from '../core/model.ts';
import type { FinishedWalk } from './settle.ts';

/**
 * How many losses the audience will have been told, and how many were none, once `decision` is committed.
 * @param before the tally until then: of a decision that comes in parts, after the part before
 * @param rowBefore rows as they were before the pull, where the roster does not hold them
 */
export function alarmsAfter(
  { head, roster, at }: FinishedWalk,
  decision: Decision,
  before: AlarmTally | undefined = head.alarms,
  rowBefore: (id: string) => RosterRow | undefined = (id) => {
    const slot = roster.find(id);
    return slot === -1 ? undefined : roster.rowAt(slot);
  },
): AlarmTally {
  let sinceAfter: ReadonlyMap<string, number | undefined> | undefined;
  return tallyAlarms(before, decision.changes, { at, pull: head.completePulls + 1 }, rowBefore, (id) => {
    // Made for the few who are back: a part of a decision may have thousands of rows and none of them.
    sinceAfter ??= new Map(decision.puts.map((row) => [row.id, row.since]));
    return sinceAfter.get(id);
  });
}
