import type { Bench } from './bench.ts';
import { FIRST } from './first.ts';
import { ID_BENCHES } from './ids.ts';
import { WEEKLY } from './weekly.ts';

/** What is timed, apart from what is counted: the process that is measured holds no more than it needs. */
export const BENCHES: readonly Bench[] = [...ID_BENCHES, WEEKLY, FIRST];
