import type { ChangeKind, PersonState } from './model.ts';

/**
 * What one complete, accepted pull says of one person.
 *
 * - `seen`: listed.
 * - `still-there`: not listed, but the network says that they are in the audience, or that the account is only hidden.
 * - `proven`: not listed, and the network's word (or an official export) proves that they left.
 * - `absent`: not listed, and the network cannot say more. Of somebody hidden: it shows the account, and not the tie.
 * - `unanswered`: not listed, and the network could say more but has not been heard yet. Of somebody hidden: it has not
 *   taken back its word.
 * - `in-drop`: as `absent` or `unanswered`, while implausibly many went unproven at once.
 * - `confirmed`: as `absent`, and patience with this person has ended.
 */
export const SIGNALS = ['seen', 'still-there', 'proven', 'absent', 'unanswered', 'in-drop', 'confirmed'] as const;
export type Signal = (typeof SIGNALS)[number];

/** `new` is somebody whom the roster does not know. */
export type FromState = PersonState | 'new';

export interface Transition {
  readonly to: PersonState;
  readonly tells?: Extract<ChangeKind, 'gained' | 'lost' | 'returned'>;
  /** They were away and are back: from now on patience with them is longer. */
  readonly isReturn?: true;
}

const stay = (to: PersonState): Transition => ({ to });

/**
 * The whole life of a person in an audience, one row a state. A reader can check it against design.md,
 * "A loss is only told with proof"; nothing else in the product moves anybody.
 */
export const TRANSITIONS: Readonly<Record<FromState, Readonly<Partial<Record<Signal, Transition>>>>> = {
  new: {
    seen: { to: 'present', tells: 'gained' },
  },
  present: {
    seen: stay('present'),
    'still-there': stay('hidden'),
    proven: { to: 'lost', tells: 'lost' },
    absent: stay('missing'),
    unanswered: stay('missing'),
    'in-drop': stay('held'),
  },
  missing: {
    seen: { to: 'present', isReturn: true },
    'still-there': stay('hidden'),
    proven: { to: 'lost', tells: 'lost' },
    absent: stay('missing'),
    unanswered: stay('missing'),
    'in-drop': stay('missing'),
    confirmed: { to: 'lost', tells: 'lost' },
  },
  held: {
    // A drop that was none is the network's glitch, not the person's habit: it is no return.
    seen: stay('present'),
    'still-there': stay('hidden'),
    proven: { to: 'lost', tells: 'lost' },
    absent: stay('held'),
    unanswered: stay('held'),
    'in-drop': stay('held'),
    confirmed: { to: 'lost', tells: 'lost' },
  },
  hidden: {
    seen: stay('present'),
    'still-there': stay('hidden'),
    proven: { to: 'lost', tells: 'lost' },
    // The network shows the account again and says no more of the tie: nothing hides them now, so patience begins.
    absent: stay('missing'),
    unanswered: stay('hidden'),
    'in-drop': stay('hidden'),
  },
  lost: {
    seen: { to: 'present', tells: 'returned', isReturn: true },
    'still-there': stay('lost'),
    proven: stay('lost'),
    absent: stay('lost'),
    unanswered: stay('lost'),
    'in-drop': stay('lost'),
  },
};

/** Where a signal leads from a state. @throws RangeError for a pair that cannot occur */
export function transition(from: FromState, signal: Signal): Transition {
  const next = TRANSITIONS[from][signal];
  if (next === undefined) throw new RangeError(`Nobody who is ${from} can be ${signal}.`);
  return next;
}

/** Unproven absences at once beyond which a drop is implausible: more than 25 people, and more than 10 %. */
const MOST_SUDDENLY_ABSENT = 25;
const MOST_SUDDENLY_ABSENT_SHARE = 0.1;

export function isImplausibleDrop(newlyAbsent: number, expected: number): boolean {
  return newlyAbsent > Math.max(MOST_SUDDENLY_ABSENT, expected * MOST_SUDDENLY_ABSENT_SHARE);
}
