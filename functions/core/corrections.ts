import type { Segment } from './segments.ts';

/** What an owner knows better about a person than their profile says. What is absent was not corrected. */
export interface Correction {
  readonly personId: string;
  /** Where they live, in the owner's words ("Leipzig, Germany"); null: nowhere that we should tell. */
  readonly place?: string | null;
  /** What they are; empty: none of our segments. */
  readonly segments?: readonly Segment[];
  /** When the owner said so last, calendar epoch ms. */
  readonly at: number;
}
