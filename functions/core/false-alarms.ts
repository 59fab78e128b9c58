import type { Change, RosterRow } from './model.ts';

/** Of the losses that were told, how many turned out to be none. Counts only ever grow. */
export interface AlarmTally {
  readonly told: number;
  readonly seenAgain: number;
}

/** Whoever is seen again later than this, or after more pulls, may have come and gone for reasons of their own. */
const ALARM_DAYS = 7;
const ALARM_PULLS = 7;
/** The same in words, for whoever reads the numbers. */
export const ALARM_WINDOW = `${ALARM_DAYS} days and ${ALARM_PULLS} pulls`;

const DAY = 86_400_000;

/** One sighting of somebody whose loss had been told. */
export interface Sighting {
  /** Epoch ms, and the pull's number among the audience's complete and accepted ones. */
  readonly at: number;
  readonly pull: number;
  /** When they followed, liked or starred, if the network dates it. */
  readonly since?: number | undefined;
}

/**
 * Whether somebody's return shows that their loss should not have been told: seen again within seven days and within
 * seven pulls of the telling, unless the network lets us know that they came anew. It does so in two ways: the tie is
 * dated after they were last gone (likes and stars are), or its own word on the loss was that there was no tie any more
 * (`unfollowed`), so that there must be a new one. An account that was switched off and on again counts: nobody
 * followed anew.
 * @param lost the row as it was while they were lost; losses told before this was counted have no `toldAt`
 */
export function isFalseAlarm(
  lost: Pick<RosterRow, 'stateAt' | 'verdict' | 'toldAt' | 'toldAtPull'>,
  seen: Sighting,
): boolean {
  if (lost.toldAt === undefined || lost.toldAtPull === undefined) return false;
  if (seen.at - lost.toldAt > ALARM_DAYS * DAY || seen.pull - lost.toldAtPull > ALARM_PULLS) return false;
  if (lost.verdict === 'unfollowed') return false;
  return seen.since === undefined || seen.since <= lost.stateAt;
}

/**
 * The tally after a pull told its changes.
 * @param rowBefore somebody's row before the pull
 * @param sinceOf when the pull's list dates somebody's tie
 */
export function tallyAlarms(
  before: AlarmTally | undefined,
  changes: readonly Change[],
  pull: { readonly at: number; readonly pull: number },
  rowBefore: (id: string) => RosterRow | undefined,
  sinceOf: (id: string) => number | undefined,
): AlarmTally {
  const tally = { told: before?.told ?? 0, seenAgain: before?.seenAgain ?? 0 };
  for (const { kind, person } of changes) {
    if (kind === 'lost') tally.told += 1;
    if (kind !== 'returned') continue;
    const lost = rowBefore(person.id);
    if (lost !== undefined && isFalseAlarm(lost, { ...pull, since: sinceOf(person.id) })) tally.seenAgain += 1;
  }
  return tally;
}
