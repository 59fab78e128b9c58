import type { Answer, FaultHook } from '../../lib/local/demo/servers/serve.ts';
import type { Chance } from './chance.ts';
import type { Kind, Tally } from './tally.ts';

/** How bad it is: a probability for each kind of fault. */
export interface Weather {
  /** The table has no room. */
  readonly throttled: number;
  /** A request is done, and its answer lost. */
  readonly unheard: number;
  /** The answer is late: others overtake it. */
  readonly late: number;
  /** Part of a batch is left over. */
  readonly leftOver: number;
  readonly sesThrottled: number;
  readonly sesRejects: number;
  /** SES accepts, and its answer is lost. */
  readonly sesUnheard: number;
  /** The network's server fails, hangs up, limits, or answers with half a page. */
  readonly flaps: number;
  /** A process dies at one of its requests. */
  readonly deadly: number;
  /** A process hangs longer than its lease, and goes on while others have done its work. */
  readonly hangs: number;
  /** Two runs at the same time. */
  readonly crowded: number;
  /** The wall clock is moved between two runs. */
  readonly clockJumps: number;
}

export const CALM: Weather = {
  throttled: 0,
  unheard: 0,
  late: 0,
  leftOver: 0,
  sesThrottled: 0,
  sesRejects: 0,
  sesUnheard: 0,
  flaps: 0,
  deadly: 0,
  hangs: 0,
  crowded: 0,
  clockJumps: 0,
};

/** Two or three kinds of fault at a time, so that a failure can be read, and now and then all of them. */
export function weatherOf(chance: Chance): Weather {
  const isStorm = chance.is(0.2);
  const strength = (most: number) => (isStorm || chance.is(0.3) ? chance.next() * most : 0);
  return {
    throttled: strength(0.06),
    unheard: strength(0.06),
    late: strength(0.5),
    leftOver: strength(0.5),
    sesThrottled: strength(0.6),
    sesRejects: strength(0.4),
    sesUnheard: strength(0.6),
    flaps: strength(0.3),
    deadly: strength(1),
    hangs: strength(0.5),
    crowded: strength(1),
    clockJumps: strength(1),
  };
}

const FLAPS: readonly (readonly [Kind, 'hang-up' | Answer])[] = [
  ['network hangs up', 'hang-up'],
  ['network fails', { status: 500, body: { error: 'InternalServerError' } }],
  ['network fails', { status: 503, body: 'upstream connect error' }],
  ['network limits', { status: 429, headers: { 'retry-after': '60' }, body: { error: 'RateLimitExceeded' } }],
  ['network answers without sense', { status: 200, body: '<html>We are back soon</html>' }],
  ['network answers without sense', { status: 200, body: {} }],
];

/** The network's server in bad weather. */
export function flapping(chance: Chance, weather: Weather, tally: Tally): FaultHook {
  return () => {
    if (!chance.is(weather.flaps)) return undefined;
    const [kind, fault] = chance.pick(FLAPS);
    tally.add(kind);
    return fault;
  };
}
