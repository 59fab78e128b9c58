import type { Comparison } from '../roster/comparison.ts';
import { FirstComparison } from '../roster/first-comparison.ts';

/** Pages between two checkpoints of a walk that goes on: what a crash can cost at most. */
const MOST_PAGES = 100;
/** Newcomers and edited people whom one checkpoint holds, about: whole profiles, of which lists have many at their front. */
const MOST_PEOPLE = 2_000;

/** When a walk that goes on leaves a checkpoint, so that none costs much, be it in pages after a crash or in write units. */
export class CheckpointDue {
  private readonly comparison: Comparison;
  private pages: number;
  private people: number;

  /** @param pages read when the comparison was saved last; 0 before it was */
  constructor(comparison: Comparison, pages: number) {
    this.comparison = comparison;
    this.pages = pages;
    this.people = peopleOf(comparison);
  }

  isDue(pages: number): boolean {
    return pages - this.pages >= MOST_PAGES || peopleOf(this.comparison) - this.people >= MOST_PEOPLE;
  }

  saved(pages: number): void {
    this.pages = pages;
    this.people = peopleOf(this.comparison);
  }
}

/** A first walk has written whoever is new already. */
function peopleOf(comparison: Comparison): number {
  if (comparison instanceof FirstComparison) return 0;
  const { gained, edited } = comparison.counts();
  return gained + edited;
}
