import type { ListedPerson } from '../../functions/core/model.ts';

const LEAST_ABSENCE_MS = 20 * 3_600_000;
/** Fewer than this at once are single people, whatever share of a short list they are. */
const LEAST_AT_ONCE = 5;

interface Known {
  /** Told as lost and not seen since. */
  isTold: boolean;
  /** They were away before, and that was no glitch of the network. */
  isRepeater: boolean;
  absence?: { readonly pull: number; readonly at: number; readonly isHeld: boolean };
}

/** What one list must tell, and what besides it may. Each as text: `lost p3 since 86400000`. */
export interface Bounds {
  readonly must: readonly string[];
  readonly may: ReadonlySet<string>;
}

/**
 * What must be told of bare lists, said once more and in another way: from who was in which accepted list alone, by the
 * words of the issue. Nobody is told before a second list at least 20 hours later. A first-time leaver is told by it, a
 * repeater by the seventh, and everybody of a mass of whom nobody is back. Only while a list newly misses many itself,
 * and many others are away or were, may they have to wait longer. Knows nothing of states, rows or findings.
 */
export class Expectation {
  private readonly known = new Map<string, Known>();
  private pulls = 0;

  /** One accepted list, and what was told by it. */
  list(people: readonly ListedPerson[], at: number, told: readonly string[]): Bounds {
    this.pulls += 1;
    const listed = new Set(people.map(({ id }) => id));
    const inside = [...this.known].filter(([, one]) => !one.isTold);
    const absent = inside.filter(([id]) => !listed.has(id));
    const newly = absent.filter(([, one]) => one.absence === undefined);
    const isDoubtful = newly.length >= LEAST_AT_ONCE && newly.length > inside.length / 50;
    const sizes = Map.groupBy(inside, ([, one]) => one.absence?.pull ?? 0);
    const isAnyMany = [...sizes].some(
      ([pull, { length }]) => pull > 0 && length >= LEAST_AT_ONCE && length > inside.length / 50,
    );
    const isHeld = newly.length > Math.max(25, inside.length / 10);
    const must: string[] = [];
    const may = new Set<string>();
    for (const [id, one] of absent) {
      const { absence } = one;
      if (absence === undefined || this.pulls === absence.pull || at - absence.at < LEAST_ABSENCE_MS) continue;
      const together = inside.filter(([, other]) => other.absence?.pull === absence.pull);
      const isMass = together.length >= LEAST_AT_ONCE && together.length > inside.length / 10;
      const isGoneForGood = isMass && together.every(([other]) => !listed.has(other));
      const isDue = this.pulls - absence.pull >= (one.isRepeater ? 7 : 1);
      const telling = `lost ${id} since ${absence.at}`;
      if (isDue || isMass) may.add(telling);
      if (isGoneForGood || (isDue && !(isDoubtful && (isAnyMany || absence.isHeld)))) must.push(telling);
    }
    for (const [, one] of newly) one.absence = { pull: this.pulls, at, isHeld };
    for (const [id, one] of absent) one.isTold = told.includes(`lost ${id} since ${one.absence?.at}`);
    for (const id of listed) must.push(...this.seen(id));
    for (const telling of must) may.add(telling);
    return { must, may };
  }

  /** Somebody was erased: whoever comes under that id is new. */
  forget(id: string): void {
    this.known.delete(id);
  }

  private seen(id: string): string[] {
    const one = this.known.get(id);
    if (one === undefined) {
      this.known.set(id, { isTold: false, isRepeater: false });
      return this.pulls === 1 ? [] : [`gained ${id}`];
    }
    const { isTold, absence } = one;
    if (isTold || absence?.isHeld === false) one.isRepeater = true;
    one.isTold = false;
    delete one.absence;
    return isTold ? [`returned ${id}`] : [];
  }
}
