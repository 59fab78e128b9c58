/** What a function may come to. KB are thousands of bytes; drawing's wasm and font are files of their own. */
export interface BundleGoal {
  /** Minified, of what every start reads: `index.mjs` and what it imports. */
  readonly kb: number;
  /** Start of a process that imports it, an empty module's being 1. */
  readonly importRatio?: number;
}

/** By the file in `functions/`. */
export const BUNDLE_GOALS: Readonly<Record<string, BundleGoal>> = {
  'history-api': { kb: 550, importRatio: 4.5 },
  pull: { kb: 650 },
  'send-digest': { kb: 1_200 },
  'mail-feedback': { kb: 350 },
};
