import { beforeAll, describe, expect, it } from 'vitest';
import type { Tampering } from './job.ts';
import { type Beginning, begin, faultsIn } from './scenario.ts';
import {
  believingShortLists,
  forgettingRests,
  forgettingTheErased,
  forgettingWhatIsDue,
  projectingAnew,
  takingCommittedForProjected,
  withoutConditions,
} from './unguarded.ts';
import { CALM } from './weather.ts';

/** Seeds until one shows it, at most. */
const MOST_TRIES = 40;

let beginning: Beginning;
beforeAll(async () => {
  beginning = await begin();
});

/** What goes wrong when a guard is taken out of the way: all of the first seed that shows what is looked for. */
async function faultsWithout(tampering: Tampering, sought: RegExp, from: number): Promise<string> {
  const seen = new Set<string>();
  for (let seed = from; seed < from + MOST_TRIES; seed += 1) {
    const faults = await faultsIn(seed, beginning, { tampering });
    if (faults.some((fault) => sought.test(fault))) return faults.join('\n');
    for (const fault of faults) seen.add(fault);
  }
  return [...seen].join('\n') || 'nothing';
}

const HEADS = 'A#';
const DELIVERIES = 'D#';

/** Each invariant, the guard that keeps it, what is said once that is gone, and a seed known to show it. */
const GUARDS: readonly (readonly [string, Tampering, RegExp, number])[] = [
  [
    'nobody writes over a newer head: the head’s conditions',
    { table: withoutConditions(HEADS), weather: { ...CALM, hangs: 1 } },
    /^(what was told|who is there|left undone|it cannot even be read)/,
    50,
  ],
  [
    'nobody is mailed twice: the conditions of a delivery',
    { table: withoutConditions(DELIVERIES), weather: { ...CALM, crowded: 1, late: 0.5 } },
    /^mailed twice/,
    2,
  ],
  [
    'nobody is mailed twice: SES’s events, where its answer was lost (without both: the one case that is named)',
    { isDeafToSes: true, weather: { ...CALM, sesUnheard: 1 } },
    /^mailed twice/,
    2,
  ],
  [
    'nothing is told twice: a projection that is repeated writes the same',
    { table: projectingAnew, weather: { ...CALM, unheard: 0.03, deadly: 0.5 } },
    /^what was told/,
    2,
  ],
  [
    'nothing is lost: a projection that was cut off is finished by the next run',
    { table: takingCommittedForProjected, weather: CALM },
    /^what was told/,
    2,
  ],
  [
    'nothing is lost: what a batch left over is asked again',
    { table: forgettingRests, weather: { ...CALM, leftOver: 1 } },
    /./,
    2,
  ],
  [
    'no loss is told that is none: errors end no list, counts are compared, and candidates looked up',
    { connector: believingShortLists, weather: { ...CALM, flaps: 0.4 } },
    /^what was told/,
    2,
  ],
  [
    'everything is caught up: what is due is found',
    { table: forgettingWhatIsDue, weather: CALM },
    /^(who is there|what was told)/,
    2,
  ],
  [
    'whoever is erased stays erased: tombstones',
    { table: forgettingTheErased, weather: CALM },
    /^(who is there|what was told)/,
    2,
  ],
];

describe('the faults suite notices that a guard is missing:', () => {
  it.each(GUARDS)(
    '%s',
    async (_, tampering, sought, from) => {
      expect(await faultsWithout(tampering, sought, from)).toMatch(new RegExp(sought, 'm'));
    },
    300_000,
  );

  it('and with all of them in place, in calm weather, it says nothing', async () => {
    for (const seed of [1, 2, 3]) {
      expect(await faultsIn(seed, beginning, { tampering: { weather: CALM } })).toEqual([]);
    }
  }, 300_000);
});
