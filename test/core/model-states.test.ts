import { expect, it } from 'vitest';
import { type FromState, SIGNALS, type Signal, transition } from '../../functions/core/states.ts';

/** The table again, as a reader would draw it: `*` tells, `+` counts as a return, `-` cannot occur. */
const TABLE: Readonly<Record<FromState, Readonly<Record<Signal, string>>>> = {
  new: row('present*gained', '-', '-', '-', '-', '-', '-'),
  present: row('present', 'hidden', 'lost*lost', 'missing', 'missing', 'held', '-'),
  missing: row('present+', 'hidden', 'lost*lost', 'missing', 'missing', 'missing', 'lost*lost'),
  held: row('present', 'hidden', 'lost*lost', 'held', 'held', 'held', 'lost*lost'),
  hidden: row('present', 'hidden', 'lost*lost', 'missing', 'hidden', 'hidden', '-'),
  lost: row('present*returned+', 'lost', 'lost', 'lost', 'lost', 'lost', '-'),
};

function row(...cells: readonly [string, string, string, string, string, string, string]): Record<Signal, string> {
  const [seen, stillThere, proven, absent, unanswered, inDrop, confirmed] = cells;
  return { seen, 'still-there': stillThere, proven, absent, unanswered, 'in-drop': inDrop, confirmed };
}

const STATES = ['new', 'present', 'missing', 'held', 'hidden', 'lost'] as const;

it.each(STATES.flatMap((from) => SIGNALS.map((signal) => [from, signal] as const)))(
  'somebody %s on %s goes where the table says',
  (from, signal) => {
    const cell = TABLE[from][signal];
    if (cell === '-') {
      expect(() => transition(from, signal)).toThrow(`Nobody who is ${from} can be ${signal}.`);
      return;
    }
    const { to, tells, isReturn } = transition(from, signal);
    expect(`${to}${tells === undefined ? '' : `*${tells}`}${isReturn === true ? '+' : ''}`).toBe(cell);
  },
);
