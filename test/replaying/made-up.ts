import { chance, HOUR, type Recording } from './recorded.ts';

export interface Habits {
  readonly size: number;
  readonly snapshots: number;
  /** Probability that somebody leaves for good between two lists. */
  readonly leaving: number;
  /** Share of people who come and go, and how likely they change sides between two lists. */
  readonly fickle: number;
  readonly changing: number;
  /** Hours between two lists, at least and at most. */
  readonly hours: readonly [number, number];
}

interface Somebody {
  readonly id: string;
  readonly isFickle: boolean;
  isThere: boolean;
}

const START = Date.parse('2025-03-01T00:00:00Z');

/** A series of lists as people make them: most stay, some leave for good, some come and go, new ones come. */
export function madeUp(habits: Habits, seed: number): Recording[] {
  const random = chance(seed);
  const newcomer = (n: number): Somebody => ({ id: `q${n}`, isFickle: random() < habits.fickle, isThere: true });
  let people = Array.from({ length: habits.size }, (_, n) => newcomer(n));
  let count = people.length;
  let at = START;
  const recordings: Recording[] = [];
  for (let n = 0; n < habits.snapshots; n += 1) {
    recordings.push({
      t: new Date(at).toISOString(),
      ids: people.filter(({ isThere }) => isThere).map(({ id }) => id),
    });
    const [least, most] = habits.hours;
    at += Math.round((least + random() * (most - least)) * HOUR);
    people = people.filter(() => random() >= habits.leaving);
    for (const one of people) if (one.isFickle && random() < habits.changing) one.isThere = !one.isThere;
    for (let k = 0; k < habits.size; k += 1) {
      if (random() < habits.leaving) people.push(newcomer(count++));
    }
  }
  return recordings;
}
