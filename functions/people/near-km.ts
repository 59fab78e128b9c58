/** As far as people go for a coffee, in kilometres: across a town and into its suburbs. "Near" means this everywhere. */
export const NEAR_KM = 40;
