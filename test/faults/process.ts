import { ConditionalCheckFailedException, ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb';
import type { Chance } from './chance.ts';
import type { Tally } from './tally.ts';
import type { Weather } from './weather.ts';

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

/** When something happens to a process. */
export interface Fate {
  readonly diesAt?: number;
  /** It stops there until it is woken, and then goes on as if no time had passed. */
  readonly hangsAt?: number;
}

/** One process's dealings with AWS: counts its requests, suffers the weather, and dies when it is told to. */
export class Process {
  readonly #chance: Chance;
  readonly #weather: Weather;
  readonly #tally: Tally;
  /** Ends when the process dies. */
  readonly death: Promise<never>;
  #moments = 0;
  readonly #diesAt: number;
  readonly #hangsAt: number | undefined;
  readonly #hanging = Promise.withResolvers<void>();
  readonly #awake = Promise.withResolvers<void>();
  #die: (error: Killed) => void = () => undefined;

  /** @param fate moments, counted from 1: before its first request, after it, before its second … */
  constructor(chance: Chance, weather: Weather, tally: Tally, fate: Fate = {}) {
    this.#chance = chance;
    this.#weather = weather;
    this.#tally = tally;
    this.#diesAt = fate.diesAt ?? (chance.is(weather.deadly) ? 1 + chance.below(60) : Number.POSITIVE_INFINITY);
    this.#hangsAt = fate.hangsAt;
    const { promise, reject } = Promise.withResolvers<never>();
    this.death = promise;
    this.#die = reject;
    promise.catch(() => undefined);
  }

  /** Ends when the process hangs. */
  get hanging(): Promise<void> {
    return this.#hanging.promise;
  }

  wake(): void {
    this.#awake.resolve();
  }

  /** How many moments it has lived through at which it could have died. */
  get moments(): number {
    return this.#moments;
  }

  /** Around every request to the table. For the client's middleware stack, at the step `initialize`. */
  table = (next: Next, context: { readonly commandName?: string }) => async (call: Call) => {
    await this.#mayDie();
    const { throttled, late, unheard } = this.#weather;
    if (this.#chance.is(throttled)) {
      this.#tally.add('table throttles');
      throw new ProvisionedThroughputExceededException({ message: 'No room.', $metadata: { httpStatusCode: 400 } });
    }
    if (this.#chance.is(late)) {
      this.#tally.add('table answers late');
      await turns(1 + this.#chance.below(20));
    }
    const left = this.#keepBack(call.input, context.commandName ?? '');
    const result = await next(call).catch((error: unknown) => {
      if (error instanceof ConditionalCheckFailedException) this.#tally.add('race lost');
      throw error;
    });
    await this.#mayDie();
    if (this.#chance.is(unheard)) {
      this.#tally.add('table answers never');
      throw new Unheard('No answer came.');
    }
    if (left !== undefined) Object.assign(result.output as object, left);
    return result;
  };

  /** Around every request to SES. */
  ses = (next: Next) => async (call: Call) => {
    await this.#mayDie();
    const { sesThrottled, sesRejects, sesUnheard } = this.#weather;
    if (this.#chance.is(sesThrottled)) {
      this.#tally.add('SES throttles');
      throw refused('Throttling', 'Maximum sending rate exceeded.');
    }
    if (this.#chance.is(sesRejects)) {
      this.#tally.add('SES rejects');
      throw refused('MessageRejected', 'Email address is not verified.');
    }
    const result = await next(call);
    await this.#mayDie();
    if (this.#chance.is(sesUnheard)) {
      this.#tally.add('SES answers never');
      throw new Unheard('No answer came.');
    }
    return result;
  };

  /** Dies at the request whose number is up; a dead process waits for ever, as far as it is concerned. */
  async #mayDie(): Promise<void> {
    this.#moments += 1;
    if (this.#moments === this.#hangsAt) {
      this.#tally.add('process hangs');
      this.#hanging.resolve();
      await this.#awake.promise;
    }
    if (this.#moments < this.#diesAt) return;
    if (this.#moments === this.#diesAt) this.#tally.add('process killed');
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
    this.#tally.add('table leaves part of a batch');
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
