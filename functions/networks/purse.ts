/** Money is counted in millionths of a US dollar, so that sums stay whole numbers. */
export const MICROS = 1_000_000;

/** What may still be spent on an account this month. Asked before every request, with what that may cost at most. */
export interface Purse {
  /** How many pieces at `price` still fit in, at most `most`. */
  affordable(price: number, most: number): Promise<number>;
  /**
   * Sets `most` aside, asks, and keeps what it really cost. An answer that never arrived whole is taken to have cost
   * `most`: the network may have counted it.
   * @throws BudgetSpentError before anything is asked, if `most` does not fit in; what `ask` throws
   */
  spend<T>(most: number, ask: () => Promise<{ readonly value: T; readonly cost: number }>): Promise<T>;
}
