/**
 * How many of millions one call of a loop takes. What is called often is compiled for good; a loop that is entered once
 * and runs for long is compiled while it runs, and all that was compiled is thrown away when it ends.
 */
export const PIECE = 4_096;
