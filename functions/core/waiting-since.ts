import type { RosterRow } from './model.ts';

/** States in which somebody is in the roster and waits for proof one way or the other. */
const WAITING_STATES = ['missing', 'held', 'hidden'] as const;
export type WaitingState = (typeof WAITING_STATES)[number];

/** The oldest time since when somebody is in each waiting state; a state that nobody is in is absent. */
export function waitingSince(rows: Iterable<Pick<RosterRow, 'state' | 'stateAt'>>): {
  readonly [State in WaitingState]?: number;
} {
  const oldest: { [State in WaitingState]?: number } = {};
  for (const { state, stateAt } of rows) {
    if (state === 'present' || state === 'lost') continue;
    oldest[state] = Math.min(oldest[state] ?? stateAt, stateAt);
  }
  return oldest;
}
