/** Where somebody says that they are. */
export interface Place {
  /** `city`: a town by name. `region`: known by its largest town ("Bay Area"), or without one ("Ohio"). */
  readonly kind: 'city' | 'region' | 'country';
  readonly city?: string;
  /** The region's English name, where it was named. */
  readonly region?: string;
  /** ISO 3166 code. */
  readonly country: string;
  /** Degrees; of a town. */
  readonly lat?: number;
  readonly lon?: number;
  /** IANA; of a town. */
  readonly timeZone?: string;
  /** 0 to 1. From {@link SURE} on it is told, from {@link NEAR_ENOUGH} on a coffee may rest on it. */
  readonly confidence: number;
  /** The words it comes from, as they were written. */
  readonly words: string;
}

/** Below this nothing is told. */
export const SURE = 0.5;
/** Below this ("from Graz" may be where somebody grew up) nobody is asked for a coffee. */
export const NEAR_ENOUGH = 0.6;

/** What speaks for one of several towns of the same name. */
export interface PlaceHints {
  /** ISO codes; of the language somebody writes in, for example. */
  readonly countries?: ReadonlySet<string>;
  /** IANA. */
  readonly timeZone?: string;
}
