import type { Bench, CountBench } from './bench.ts';
import { CAPACITY } from './capacity.ts';
import { CHECKPOINTS } from './checkpoints.ts';
import { ID_BENCHES } from './ids.ts';
import { PAGING } from './paging.ts';
import { WEEKLY } from './weekly.ts';

export const BENCHES: readonly Bench[] = [...ID_BENCHES, WEEKLY];
export const COUNT_BENCHES: readonly CountBench[] = [CAPACITY, CHECKPOINTS, PAGING];
