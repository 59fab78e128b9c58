import type { CountBench } from './bench.ts';
import { BUNDLES } from './bundles.ts';
import { CAPACITY } from './capacity.ts';
import { CHECKPOINTS } from './checkpoints.ts';
import { DAY_OF_MANY } from './day.ts';
import { PAGING } from './paging.ts';

export { BENCHES } from './timed.ts';

export const COUNT_BENCHES: readonly CountBench[] = [CAPACITY, CHECKPOINTS, PAGING, BUNDLES, DAY_OF_MANY];
