import type { ListedPerson, RosterRow } from '../../functions/core/model.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { Roster } from '../../functions/roster/roster.ts';
import { decodeSegment, encodeSegment, MOST_ROWS } from '../../functions/roster/segment.ts';

export interface Variant {
  readonly name: string;
  /** Makes the input; what it returns is timed. */
  prepare(): () => void;
}

export interface Bench {
  readonly name: string;
  readonly what: string;
  readonly n: number;
  /** The variant that the others are measured against. */
  readonly baseline: string;
  readonly variants: readonly Variant[];
}

const N = 100_000;
const LEFT = 1_000;

const idOf = (n: number): string => `did:plc:${n.toString(36).padStart(24, '0')}`;

function rows(): RosterRow[] {
  return Array.from({ length: N }, (_, n) => ({
    id: idOf(n),
    profile: {
      handle: `person-${n}.example`,
      url: `https://bsky.app/profile/${idOf(n)}`,
      name: `Person ${n}`,
      bio: `Bio of number ${n}`,
    },
    state: 'present' as const,
    stateAt: 0,
    firstSeenAt: 0,
    returns: 0,
    losses: 0,
  }));
}

/** The list a week later: 1 % have left, 1 % are new, newest first. */
function listed(): ListedPerson[] {
  return Array.from({ length: N }, (_, n) => N + LEFT - 1 - n).map((n) => ({
    id: idOf(n),
    profile: {
      handle: `person-${n}.example`,
      url: `https://bsky.app/profile/${idOf(n)}`,
      name: `Person ${n}`,
      bio: `Bio of number ${n}`,
    },
  }));
}

const expectLosses = (losses: number): void => {
  if (losses !== LEFT) throw new Error(`${losses} losses instead of ${LEFT}`);
};

const compare: Bench = {
  name: 'compare',
  what: 'finds who left among profiles; a Map of objects is what one would write first',
  n: N,
  baseline: 'map-of-objects',
  variants: [
    {
      name: 'map-of-objects',
      prepare: () => {
        const before = rows();
        const list = listed();
        return () => {
          const known = new Map(before.map((row) => [row.id, row]));
          const seen = new Map(list.map((person) => [person.id, person]));
          let edits = 0;
          for (const [id, person] of seen)
            if (JSON.stringify(known.get(id)?.profile) !== JSON.stringify(person.profile)) edits += 1;
          expectLosses([...known.keys()].filter((id) => !seen.has(id)).length);
          if (edits !== LEFT) throw new Error('edits');
        };
      },
    },
    {
      name: 'rekindle',
      prepare: () => {
        const before = rows();
        const list = listed();
        return () => {
          const comparison = new Comparison(new Roster({ version: 1, generation: 'bench' }, before));
          comparison.see(list);
          expectLosses([...comparison.unseenSlots()].length);
        };
      },
    },
  ],
};

const codec: Bench = {
  name: 'codec',
  what: 'packs and unpacks the base of an audience; JSON is the baseline',
  n: N,
  baseline: 'json',
  variants: [
    {
      name: 'json',
      prepare: () => {
        const before = rows();
        return () => {
          JSON.parse(JSON.stringify(before));
        };
      },
    },
    {
      name: 'segments',
      prepare: () => {
        const before = rows();
        return () => {
          for (let at = 0; at < before.length; at += MOST_ROWS)
            decodeSegment(encodeSegment(before.slice(at, at + MOST_ROWS)));
        };
      },
    },
  ],
};

export const BENCHES: readonly Bench[] = [compare, codec];
