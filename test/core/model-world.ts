import fc from 'fast-check';
import type { Finding, ListedPerson, Verdict } from '../../functions/core/model.ts';
import { finding, HOUR, person } from './audience-in-memory.ts';

/** What people do between two pulls. `purge` and `restore` do something to many at once, from one person on. */
export type Deed =
  | {
      readonly does: 'follow' | 'unfollow' | 'rename' | 'move' | 'hide' | 'show' | 'block' | 'deactivate';
      readonly who: number;
    }
  | { readonly does: 'purge' | 'restore'; readonly who: number; readonly many: number };

/** What the network does to one list without saying so; `cut` never reaches its end. */
export const GLITCHES = ['none', 'partial', 'empty', 'one-page', 'other-ids', 'doubles', 'cut'] as const;
export type Glitch = (typeof GLITCHES)[number];

/** One pull and what went before it. */
export interface Day {
  readonly hours: number;
  readonly deeds: readonly Deed[];
  readonly glitch: Glitch;
  /** Decides order, who falls out of a partial list, and who is left unasked. */
  readonly seed: number;
  readonly pageSize: number;
  /** Whether the network stops answering midway when it is asked about single people. */
  readonly isVerificationCut: boolean;
  /** Somebody whom the owner has erased before the pull. */
  readonly erased?: number | undefined;
}

/** A day on which nobody does anything, and the network says all that it knows. */
export const QUIET: Day = { hours: 24, deeds: [], glitch: 'none', seed: 1, pageSize: 10, isVerificationCut: false };

/** A few people whose names are taken again and again, or many of whom many may leave at once. */
export function anyHistory(people: number, days: { minLength: number; maxLength: number }): fc.Arbitrary<Day[]> {
  const who = fc.nat(people - 1);
  const does = fc.constantFrom('follow', 'unfollow', 'rename', 'move', 'hide', 'show', 'block', 'deactivate');
  const one = fc.record({ does, who });
  const many = fc.record({
    does: fc.constantFrom('purge', 'restore'),
    who,
    many: fc.integer({ min: 1, max: people }),
  });
  const deed: fc.Arbitrary<Deed> = fc.oneof({ weight: 12, arbitrary: one }, { weight: 1, arbitrary: many });
  const day: fc.Arbitrary<Day> = fc.record({
    hours: fc.oneof(fc.constant(24), fc.integer({ min: 1, max: 40 })),
    deeds: fc.array(deed, { maxLength: 4 }),
    glitch: fc.oneof({ weight: 6, arbitrary: fc.constant('none') }, fc.constantFrom(...GLITCHES)),
    seed: fc.nat(1_000_000),
    pageSize: fc.integer({ min: 1, max: 30 }),
    isVerificationCut: fc.boolean(),
    erased: fc.option(who, { nil: undefined, freq: 9 }),
  });
  return fc.array(day, days);
}

interface Somebody {
  id: string;
  handle: string;
  follows: boolean;
  isHidden: boolean;
  blocks: boolean;
  isActive: boolean;
}

/** The truth: who follows, who is only not shown, and what the network would say of each if it were asked. */
export class World {
  private readonly people: Somebody[];
  private readonly moves = new Map<string, string>();
  private deeds = 0;

  constructor(people: number) {
    // Two thirds follow from the start; the others may come.
    this.people = Array.from({ length: people }, (_, n) => ({
      id: `did:plc:p${n}`,
      handle: `p${n}.example`,
      follows: n % 3 !== 2,
      isHidden: false,
      blocks: false,
      isActive: true,
    }));
  }

  live(day: Day): void {
    for (const deed of day.deeds) this.do(deed);
  }

  /** The list as the network gives it that day; undefined if it never reaches its end. */
  list(day: Day): ListedPerson[] | undefined {
    const listed = this.people.filter((one) => isIn(one) && !one.isHidden).map((one) => person(one.id, one.handle));
    const whole = shuffled(listed, day.seed);
    if (day.glitch === 'cut') return undefined;
    if (day.glitch === 'empty') return [];
    if (day.glitch === 'one-page') return whole.slice(0, day.pageSize);
    if (day.glitch === 'partial') return whole.filter((one) => hash(one.id, day.seed) % 100 >= 7);
    if (day.glitch === 'other-ids') return whole.map((one) => ({ ...one, id: String(hash(one.id, 0)) }));
    if (day.glitch === 'doubles') return shuffled([...whole, ...whole.slice(0, day.pageSize)], day.seed + 1);
    return whole;
  }

  /** The id that somebody has now. */
  idOf(who: number): string {
    return this.people[who]?.id ?? '';
  }

  /** Whether somebody is in the audience in truth, listed or not. */
  isIn(id: string): boolean {
    const one = this.people.find((somebody) => somebody.id === id);
    return one !== undefined && isIn(one);
  }

  /** The one verdict that is true of somebody who is not in it. */
  verdictOf(id: string): Verdict {
    if (this.moves.has(id)) return 'moved';
    const one = this.people.find((somebody) => somebody.id === id);
    if (one === undefined) return 'deleted';
    if (one.blocks) return 'blocked-you';
    return one.isActive ? 'unfollowed' : 'deactivated';
  }

  /** What the network answers when asked about somebody. */
  answer(id: string): Finding {
    const movedTo = this.moves.get(id);
    if (movedTo !== undefined) return finding(id, { account: 'active', movedTo });
    const one = this.people.find((somebody) => somebody.id === id);
    if (one === undefined) return finding(id, { account: 'deleted' });
    return finding(id, {
      account: one.isActive ? 'active' : 'deactivated',
      inAudience: one.follows,
      ...(one.blocks ? { blockedYou: true } : {}),
    });
  }

  /** Whether the network answers about somebody before it stops answering. */
  isAnswered(id: string, day: Day): boolean {
    return !day.isVerificationCut || hash(id, day.seed) % 2 === 0;
  }

  private do(deed: Deed): void {
    const count = 'many' in deed ? deed.many : 1;
    for (const one of this.people.slice(deed.who, deed.who + count)) this.doTo(one, deed.does);
  }

  private doTo(one: Somebody, does: Deed['does']): void {
    this.deeds += 1;
    if (does === 'follow' || does === 'restore') Object.assign(one, { follows: true, blocks: false, isActive: true });
    if (does === 'unfollow' || does === 'purge') one.follows = false;
    if (does === 'rename') one.handle = `${one.handle.split('-')[0]}-${this.deeds}`;
    if (does === 'hide') one.isHidden = true;
    if (does === 'show') one.isHidden = false;
    if (does === 'block') one.blocks = true;
    if (does === 'deactivate') one.isActive = false;
    if (does === 'move') {
      const moved = `${one.id.split('-')[0]}-${this.deeds}`;
      this.moves.set(one.id, moved);
      one.id = moved;
    }
  }
}

const isIn = (one: Somebody): boolean => one.follows && !one.blocks && one.isActive;

/** When each day's pull ends. */
export function timesOf(history: readonly Day[]): number[] {
  let at = Date.parse('2026-03-02T08:00:00Z');
  return history.map((day) => (at += day.hours * HOUR));
}

/** The same order for the same seed, and another for another. */
export function shuffled<T extends { readonly id: string }>(list: readonly T[], seed: number): T[] {
  return list
    .map((one, n) => [hash(`${one.id}/${n}`, seed), one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one);
}

/** A number from 0 to 2^31 that depends on the text and the seed. */
function hash(text: string, seed: number): number {
  let value = seed ^ 0x9e3779b9;
  for (const unit of text) value = Math.imul(value ^ unit.charCodeAt(0), 0x01000193);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 1;
}
