import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb';
import type { FaultHook } from '../../lib/local/demo/servers/serve.ts';
import type { Chance } from './chance.ts';

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
    crowded: strength(1),
    clockJumps: strength(1),
  };
}

/** The process is dead: nothing that it still does has any effect. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** An answer that never came. The SDK calls it so. */
export class Unheard extends Error {
  override readonly name = 'TimeoutError';
}

interface Call {
  readonly input: unknown;
}
type Next = (call: Call) => Promise<{ output: unknown }>;

/** One process's dealings with AWS: counts its requests, suffers the weather, and dies when it is told to. */
export class Process {
  readonly #chance: Chance;
  readonly #weather: Weather;
  /** Ends when the process dies. */
  readonly death: Promise<never>;
  #requests = 0;
  #diesAt: number;
  #die: (error: Killed) => void = () => undefined;

  constructor(chance: Chance, weather: Weather) {
    this.#chance = chance;
    this.#weather = weather;
    this.#diesAt = chance.is(weather.deadly) ? 1 + chance.below(60) : Number.POSITIVE_INFINITY;
    const { promise, reject } = Promise.withResolvers<never>();
    this.death = promise;
    this.#die = reject;
    promise.catch(() => undefined);
  }

  /** Around every request to the table. For the client's middleware stack, at the step `initialize`. */
  table = (next: Next, context: { readonly commandName?: string }) => async (call: Call) => {
    await this.#mayDie();
    const { throttled, late, unheard } = this.#weather;
    if (this.#chance.is(throttled)) {
      throw new ProvisionedThroughputExceededException({ message: 'No room.', $metadata: { httpStatusCode: 400 } });
    }
    if (this.#chance.is(late)) await turns(1 + this.#chance.below(20));
    const left = this.#keepBack(call.input, context.commandName ?? '');
    const result = await next(call);
    await this.#mayDie();
    if (this.#chance.is(unheard)) throw new Unheard('No answer came.');
    if (left !== undefined) Object.assign(result.output as object, left);
    return result;
  };

  /** Around every request to SES. */
  ses = (next: Next) => async (call: Call) => {
    await this.#mayDie();
    const { sesThrottled, sesRejects, sesUnheard } = this.#weather;
    if (this.#chance.is(sesThrottled)) throw refused('Throttling', 'Maximum sending rate exceeded.');
    if (this.#chance.is(sesRejects)) throw refused('MessageRejected', 'Email address is not verified.');
    const result = await next(call);
    await this.#mayDie();
    if (this.#chance.is(sesUnheard)) throw new Unheard('No answer came.');
    return result;
  };

  /** Dies at the request whose number is up; a dead process waits for ever, as far as it is concerned. */
  async #mayDie(): Promise<void> {
    this.#requests += 1;
    if (this.#requests < this.#diesAt) return;
    this.#die(new Killed('Killed.'));
    await new Promise(() => undefined);
  }

  /** Takes a part out of a batch, and says it was left over, as a table with little room does. */
  #keepBack(input: unknown, command: string): object | undefined {
    if (!/^Batch(Get|Write)Item/.test(command) || !this.#chance.is(this.#weather.leftOver)) return undefined;
    const { RequestItems } = input as { RequestItems: Record<string, unknown[] | { Keys: unknown[] }> };
    const [table, asked] = Object.entries(RequestItems)[0] ?? [];
    if (table === undefined || asked === undefined) return undefined;
    const all = Array.isArray(asked) ? asked : asked.Keys;
    if (all.length < 2) return undefined;
    const back = all.splice(1 + this.#chance.below(all.length - 1));
    return Array.isArray(asked)
      ? { UnprocessedItems: { [table]: back } }
      : { UnprocessedKeys: { [table]: { ...asked, Keys: back } } };
  }
}

function refused(name: string, message: string): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });
}

/** Lets everything else that can go on go on. */
async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** The network's server in bad weather. */
export function flapping(chance: Chance, weather: Weather): FaultHook {
  return () => {
    if (!chance.is(weather.flaps)) return undefined;
    return chance.pick([
      'hang-up' as const,
      { status: 500, body: { error: 'InternalServerError' } },
      { status: 503, body: 'upstream connect error' },
      { status: 429, headers: { 'retry-after': '60' }, body: { error: 'RateLimitExceeded' } },
      { status: 200, body: '<html>We are back soon</html>' },
      { status: 200, body: {} },
    ]);
  };
}
